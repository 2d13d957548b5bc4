# held back: other tasks may change `self.hits`
# differs: 1
import asyncio
import time


class Counts:
    def __init__(self):
        self.hits = 0

    async def count(self, name):
        before = getattr(self, name)
        time.sleep(0.02)
        self.hits = before + 1


async def main():
    counts = Counts()
    await asyncio.gather(counts.count("hits"), counts.count("hits"))
    return counts.hits
