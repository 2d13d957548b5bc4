# held back: other tasks may change `self.name`
# differs: ['b', 'b']
import asyncio
import time


class Handler:
    async def handle(self, name):
        self.name = name
        time.sleep(0.02)
        return self.name


async def main():
    handler = Handler()
    return await asyncio.gather(handler.handle("a"), handler.handle("b"))
