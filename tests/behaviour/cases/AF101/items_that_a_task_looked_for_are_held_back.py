# held back: `find` awaits it: other tasks may take `ROOMS[…]` away, which is looked at before the await
# differs: KeyError
import asyncio
import time

ROOMS = {"red": 1, "blue": 2}


async def is_known(name):
    known = name in ROOMS
    time.sleep(0.05)
    return known


async def find(name):
    asked = asyncio.create_task(is_known(name))
    if await asyncio.wait_for(asked, 5):
        return ROOMS[name]


async def close(name):
    await asyncio.sleep(0.01)
    return ROOMS.pop(name)


async def main():
    return await asyncio.gather(find("red"), close("red"))
