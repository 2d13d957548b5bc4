# result: 'done'
import asyncio


async def inner():
    return "done"


async def work():
    return asyncio.run(inner())


async def main():
    try:
        return await work()
    except ValueError:
        return "bad value"
