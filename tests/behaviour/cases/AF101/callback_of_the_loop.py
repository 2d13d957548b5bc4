# held back: it is not in an async def
import asyncio
import time

LOG = []


def tick(name):
    time.sleep(0.01)
    LOG.append(name)


async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(tick, "soon")
    loop.call_later(0.02, tick, "later")
    await asyncio.sleep(0.1)
    return LOG
