# held back: `debug=` is left out
import asyncio


async def fetch(key):
    return key


async def main():
    asyncio.run(fetch("a"), debug=True)
