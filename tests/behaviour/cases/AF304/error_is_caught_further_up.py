# held back: catches the error that the call raised
# differs: 'done'
import asyncio


async def inner():
    return "done"


async def work():
    return asyncio.run(inner())


async def middle():
    return await work()


async def main():
    try:
        return await middle()
    except RuntimeError:
        return "not supported"
