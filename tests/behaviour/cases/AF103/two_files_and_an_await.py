# file a.txt: 'one\n'
import asyncio


async def main():
    with open("a.txt") as source, open("b.txt", "w") as target:
        await asyncio.sleep(0)
        target.write(source.read())
    return source.closed, target.closed
