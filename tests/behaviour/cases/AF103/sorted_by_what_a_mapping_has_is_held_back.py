# held back: what `list.sort` calls is not known
# differs: no running event loop
# file words.txt: 'beta\nAlpha\n'
import asyncio


def needing(line):
    asyncio.get_running_loop()
    return line


async def main():
    options = {"key": needing}
    with open("words.txt") as file:
        lines = file.readlines()
        lines.sort(**options)
    return lines
