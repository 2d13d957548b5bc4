# held back: which needs the event loop's thread
# file words.txt: 'beta\nAlpha\n'
import asyncio


def needing(line):
    asyncio.get_running_loop()
    return line


async def main():
    with open("words.txt") as file:
        return sorted(file, key=(needing or len))
