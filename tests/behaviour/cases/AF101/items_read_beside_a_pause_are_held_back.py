# held back: `second` awaits it: other tasks may take `ROOMS[…]` away, which is looked at before the await
# differs: IndexError
import asyncio
import time

ROOMS = ["red", "blue"]


async def last():
    number = len(ROOMS) - 1
    time.sleep(0.01)
    return number


async def second():
    return ROOMS[await last()]


async def close():
    return ROOMS.pop()


async def main():
    return await asyncio.gather(second(), close())
