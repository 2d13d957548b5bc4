# held back: other tasks may take items out of `QUEUE`, which the loop has listed before
# differs: IndexError
import asyncio
import time

QUEUE = ["a", "b", "c"]


async def tell():
    told = []
    for number in range(len(QUEUE)):
        told.append(QUEUE[number])
        time.sleep(0.01)
    return told


async def take():
    return QUEUE.pop()


async def main():
    return await asyncio.gather(tell(), take())
