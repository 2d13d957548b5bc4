# held back: other tasks may take `ROOMS[…]` away, which is looked at before the await
# differs: KeyError
import asyncio
import time

ROOMS = {"red": 1, "blue": 2}


async def count():
    names = sorted(ROOMS)
    time.sleep(0.01)
    return [ROOMS[name] for name in names]


async def close(name):
    return ROOMS.pop(name)


async def main():
    return await asyncio.gather(count(), close("red"))
