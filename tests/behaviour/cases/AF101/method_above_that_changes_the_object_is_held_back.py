# held back: which is read before the await and written after
import asyncio
import time


class Counter:
    def __init__(self, count):
        self.count = count

    def put(self, count):
        self.count = count


class Loud(Counter):
    def bump(self, count):
        super().put(count)


COUNTER = Loud(0)


async def step():
    count = COUNTER.count
    time.sleep(0.02)
    COUNTER.bump(count + 1)


async def main():
    await asyncio.gather(step(), step())
    return COUNTER.count
