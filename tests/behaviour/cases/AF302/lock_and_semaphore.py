# strategy: await
# result: ['locked', 'counted', 'grouped']
import asyncio


class Counter:
    def __init__(self):
        self.lock = asyncio.Lock()
        self.log = []

    async def count(self):
        with self.lock:
            assert self.lock.locked()
            self.log.append("locked")
        with asyncio.Semaphore(2):
            self.log.append("counted")
        with self.lock, asyncio.Semaphore(1):
            self.log.append("grouped")


async def main():
    counter = Counter()
    await counter.count()
    return counter.log
