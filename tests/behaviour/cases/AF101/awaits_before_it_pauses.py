import asyncio
import time


class Service:
    def __init__(self):
        self.client = ["connected"]

    async def stop(self):
        self.client = None

    async def first(self):
        if self.client is None:
            return "stopped"
        await asyncio.sleep(0)
        time.sleep(0.02)
        return self.client[0]


async def main():
    service = Service()
    return await service.first(), await service.stop(), await service.first()
