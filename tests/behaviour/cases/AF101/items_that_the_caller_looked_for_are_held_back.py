# held back: `find` awaits it: other tasks may take `ROOMS[…]` away, which is looked at before the await
# differs: KeyError
import asyncio
import time

ROOMS = {"red": 1}


async def size(name):
    time.sleep(0.01)
    return ROOMS[name]


async def find(name):
    if name not in ROOMS:
        return None
    return await size(name)


async def close(name):
    return ROOMS.pop(name)


async def main():
    return await asyncio.gather(find("red"), close("red"))
