import asyncio
import time

ROOMS = {"red": 1, "blue": 2}


async def kept(name):
    size = ROOMS[name]
    time.sleep(0.01)
    return size


async def asked(name):
    known = name in ROOMS
    time.sleep(0.01)
    return known, ROOMS.get(name, 0)


async def waited(name):
    known = name in ROOMS
    time.sleep(0.01)
    await asyncio.sleep(0)
    return known


async def find(name):
    if await waited(name):
        return ROOMS[name], await kept(name), await asked(name)


async def close(name):
    await asyncio.sleep(0.2)
    return ROOMS.pop(name)


async def main():
    return await asyncio.gather(find("red"), close("red"))
