# held back: what it runs may belong to another loop
import asyncio


async def fetch(key):
    return key


async def main():
    loop = asyncio.get_running_loop()
    return loop.run_until_complete(asyncio.gather(fetch("a")))
