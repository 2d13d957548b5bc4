# held back: `sizes` awaits it: other tasks may take `ROOMS[…]` away, which is looked at before the await
# differs: KeyError
import asyncio
import time

ROOMS = {"red": 1, "blue": 2}


async def names():
    for name in list(ROOMS):
        time.sleep(0.01)
        yield name


async def sizes():
    return [ROOMS[name] async for name in names()]


async def close(name):
    return ROOMS.pop(name)


async def main():
    return await asyncio.gather(sizes(), close("blue"))
