# blind
import asyncio

log = []


async def work(name):
    await asyncio.sleep(0)
    log.append(name)


def start(name):
    _ = asyncio.create_task(work(name))


async def start_all(names):
    for name in names:
        task = asyncio.create_task(work(name))
        await asyncio.sleep(0)


async def main():
    start("one")
    await start_all(["two", "three"])
    for _ in range(3):
        await asyncio.sleep(0)
    return log
