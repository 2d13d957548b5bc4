# unchanged
# file a: 'x'
import asyncio


def read():
    with open("a") as f:
        return f.read()


async def main():
    return await asyncio.to_thread(read)
