# held back: catches the error that the call raised
# differs: 'done'
import asyncio


async def inner():
    return "done"


async def work():
    return asyncio.run(inner())


async def main():
    try:
        return await work()
    except RuntimeError:
        return "not supported"
