# held back: the statement shares its line with another
import asyncio

log = []


async def work(name):
    await asyncio.sleep(0)
    log.append(name)


async def main():
    asyncio.create_task(work("a")); asyncio.create_task(work("b"))
    await asyncio.sleep(0.01)
    return log
