# held back: catches the error that the call raised
# differs: 'done'
import asyncio


async def inner():
    return "done"


async def work():
    return asyncio.run(inner())


async def main():
    task = asyncio.create_task(work())
    try:
        return await task
    except RuntimeError:
        return "not supported"
