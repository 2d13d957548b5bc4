# held back: which would be called in the thread, may need the event loop's
# differs: no running event loop
# file words.txt: 'beta\nAlpha\n'
import asyncio


async def main():
    with open("words.txt") as file:
        return sorted(file, key=lambda line: (asyncio.get_running_loop(), line)[1])
