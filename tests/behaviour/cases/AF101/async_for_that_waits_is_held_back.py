# held back: `add` awaits it: other tasks may change `TOTAL['n']`, which is read before the await and written after
# differs: 3
import asyncio
import time

TOTAL = {"n": 0}


async def numbers():
    for number in range(3):
        time.sleep(0.001)
        yield number


async def add():
    total = TOTAL["n"]
    async for number in numbers():
        total += number
    TOTAL["n"] = total


async def main():
    await asyncio.gather(add(), add())
    return TOTAL["n"]
