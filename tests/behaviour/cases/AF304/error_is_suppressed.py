# options: unsafe
# result: 'b'
import asyncio
from contextlib import suppress


async def fetch(key):
    return key


async def main():
    found = "nothing"
    with suppress(RuntimeError):
        found = asyncio.run(fetch("b"))
    return found
