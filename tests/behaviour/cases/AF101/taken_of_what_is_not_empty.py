# held back: other tasks may change `self.free[…]`
# differs: pop from empty list
import asyncio
import time


class Pool:
    def __init__(self):
        self.free = [1]

    async def take(self):
        if self.free:
            time.sleep(0.02)
            return self.free.pop()
        return None


async def main():
    pool = Pool()
    return await asyncio.gather(pool.take(), pool.take())
