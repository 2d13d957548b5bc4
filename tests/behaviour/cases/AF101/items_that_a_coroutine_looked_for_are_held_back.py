# held back: `find` awaits it: other tasks may take `ROOMS[…]` away, which is looked at before the await
# differs: KeyError
import asyncio
import time

ROOMS = {"red": 1, "blue": 2}


async def check(name):
    await asyncio.sleep(0)
    if name not in ROOMS:
        raise ValueError(name)
    time.sleep(0.05)


async def check_all(*names):
    for name in names:
        await check(name)


async def find(name):
    await check_all(name)
    return ROOMS[name]


async def close(name):
    await asyncio.sleep(0.01)
    return ROOMS.pop(name)


async def main():
    return await asyncio.gather(find("red"), close("red"))
