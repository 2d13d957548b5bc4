import asyncio
import time

ROOMS = {"red": 1, "blue": 2}


async def size(name):
    time.sleep(0.01)
    return ROOMS.get(name) if name in ROOMS else None


async def size_before(name):
    found = ROOMS[name]
    time.sleep(0.01)
    return found


async def size_or_none(name):
    time.sleep(0.01)
    return ROOMS.get(name, None)


async def find(name):
    if name not in ROOMS:
        return None
    return await size(name), await size_or_none("blue")


async def find_at_once(name):
    return await size_before(name) if name in ROOMS else None


async def close(name):
    await asyncio.sleep(0.1)
    return ROOMS.pop(name)


async def main():
    return await asyncio.gather(find("red"), find_at_once("blue"), close("red"))
