# strategy: native
import asyncio
import time


async def main():
    order = []

    async def worker(name):
        for _ in range(2):
            time.sleep(0.001)
        order.append(name)

    await worker("a")
    await asyncio.gather(worker("b"))
    return order
