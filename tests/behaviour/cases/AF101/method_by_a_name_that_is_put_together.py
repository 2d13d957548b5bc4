import asyncio
import time


class Counts:
    def __init__(self):
        self.hits = 0

    def reset(self):
        print("reset")

    async def act(self, name):
        getattr(self, name)()
        time.sleep(0.02)
        self.hits = 1


async def main():
    counts = Counts()
    await asyncio.gather(counts.act("reset"), counts.act("reset"))
    return counts.hits
