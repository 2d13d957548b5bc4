import asyncio
import time

ROOMS = {"red": 1, "blue": 2}


class Door:
    async def __aenter__(self):
        time.sleep(0.001)
        return self

    async def __aexit__(self, *args):
        time.sleep(0.001)


async def names():
    for name in ("red", "blue", "green"):
        time.sleep(0.001)
        yield name


async def find(name):
    async with Door():
        if name in ROOMS:
            return ROOMS[name]


async def sizes():
    return [(name, await find(name)) async for name in names() if name in ROOMS]


async def close(name):
    await asyncio.sleep(0.1)
    return ROOMS.pop(name)


async def main():
    return await asyncio.gather(sizes(), find("red"), close("red"))
