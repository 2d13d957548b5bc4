# strategy: native
import asyncio
import time

ROWS = {"a": 1, "b": 2}


async def total():
    return [key for key in list(ROWS) if not time.sleep(0.001)]


async def add(key):
    ROWS[key] = 3


async def main():
    return (await asyncio.gather(total(), add("c")))[0]
