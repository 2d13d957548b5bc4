# held back: an await would make the generator expression asynchronous
import asyncio


async def fetch(key):
    return key


async def main():
    return list(asyncio.run(fetch(key)) for key in "ab")
