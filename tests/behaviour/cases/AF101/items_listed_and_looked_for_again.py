import asyncio
import time

ROOMS = {"red": 1, "blue": 2}


async def count():
    found = []
    for name in sorted(ROOMS):
        time.sleep(0.01)
        if name in ROOMS:
            found.append(ROOMS[name])
    return found


async def pairs():
    found = []
    for name, size in list(ROOMS.items()):
        time.sleep(0.01)
        found.append((name, size))
    return found


async def add(name):
    await asyncio.sleep(0.1)
    ROOMS[name] = 3
    return ROOMS.pop(name)


async def main():
    return await asyncio.gather(count(), pairs(), add("green"))
