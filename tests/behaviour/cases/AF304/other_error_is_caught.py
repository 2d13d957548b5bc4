# result: 'b'
import asyncio


async def fetch(key):
    return key


async def main():
    try:
        return asyncio.run(fetch("b"))
    except (KeyError, ValueError):
        return "nothing"
