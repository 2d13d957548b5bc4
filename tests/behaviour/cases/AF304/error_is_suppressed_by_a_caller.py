# held back: catches the error that the call raised
# differs: 'done'
import asyncio
import contextlib


async def inner():
    return "done"


async def work():
    return asyncio.run(inner())


async def main():
    with contextlib.suppress(RuntimeError):
        return await work()
