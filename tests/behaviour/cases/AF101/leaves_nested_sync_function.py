# unchanged
import asyncio
import time


async def main():
    def work(n):
        time.sleep(0.001)
        return n * 2

    return await asyncio.gather(*(asyncio.to_thread(work, n) for n in range(3)))
