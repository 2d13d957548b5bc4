# held back: the coroutine may run on another library's loop than trio's
import asyncio

import trio


async def repeat(text):
    await trio.sleep(0)
    return text * 2


async def main():
    await asyncio.sleep(0)
    return trio.run(repeat, "a")
