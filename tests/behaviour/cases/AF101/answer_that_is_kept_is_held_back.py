# held back: other tasks may take `ROOMS[…]` away, which is looked at before the await
# differs: KeyError
import asyncio
import time

ROOMS = {"red": 1, "blue": 2}


async def find(name):
    known = name in ROOMS
    time.sleep(0.01)
    return ROOMS[name] if known else None


async def close(name):
    return ROOMS.pop(name)


async def main():
    return await asyncio.gather(find("red"), close("red"))
