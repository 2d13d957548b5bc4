# held back: `find` awaits it: other tasks may take `ROOMS[…]` away, which is looked at before the await
# differs: KeyError
import asyncio
import time

ROOMS = {"red": 1}


class Door:
    async def __aenter__(self):
        time.sleep(0.01)

    async def __aexit__(self, *args):
        pass


async def find(name):
    if name in ROOMS:
        async with Door():
            return ROOMS[name]


async def close(name):
    return ROOMS.pop(name)


async def main():
    return await asyncio.gather(find("red"), close("red"))
