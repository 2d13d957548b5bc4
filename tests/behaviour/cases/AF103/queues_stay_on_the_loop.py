# file a.txt: 'one'
import asyncio


async def pump(queues):
    with open("a.txt") as file:
        for queue in queues:
            queue.put_nowait(file.read())


async def main():
    queue = asyncio.Queue()
    await pump([queue])
    return queue.qsize(), await queue.get()
