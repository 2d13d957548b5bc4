import asyncio
import time


class Counter:
    def __init__(self, count):
        self.count = count

    def put(self, count):
        self.count = count


class Loud(Counter):
    def put(self, count):
        super().put(count)
        print(count)


async def step(number):
    counter = Loud(number)
    count = counter.count
    time.sleep(0.02)
    counter.put(count + 1)
    return counter.count


async def main():
    return await asyncio.gather(step(1), step(2))
