# options: unsafe
# strategy: native
# blind
import asyncio
import threading


class Counter:
    def __init__(self, start):
        self._lock = threading.Lock()
        self._slots = threading.Semaphore(2)
        self.total = start

    async def add(self, amount):
        with self._lock:
            before = self.total
            await asyncio.sleep(0)
            self.total = before + amount

    async def read(self):
        with self._lock:
            return self.total

    async def slow(self):
        with self._slots:
            await asyncio.sleep(0)
            return self.total


class Twice(Counter):
    async def add_twice(self, amount):
        with self._lock:
            async for _ in pair():
                self.total += amount


class Other:
    def __init__(self):
        self._lock = threading.Lock()

    def use(self):
        with self._lock:
            return "other"


async def pair():
    yield 1
    yield 2


async def main():
    counter = Twice(1)
    await counter.add(2)
    await counter.add_twice(3)
    return await counter.read(), await counter.slow(), Other().use()
