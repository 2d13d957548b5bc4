# held back: `debug=` is left out
# differs: None
import asyncio


async def fetch(key):
    return key


async def main():
    asyncio.run(fetch("a"), debug=True)
