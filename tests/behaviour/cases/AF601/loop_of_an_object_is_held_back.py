# held back: it is not known that `self.loop` is the loop that runs
import asyncio


class Worker:
    def __init__(self, loop: asyncio.AbstractEventLoop):
        self.loop = loop

    async def work(self):
        return await self.loop.run_in_executor(None, len, "text")


async def main():
    return await Worker(asyncio.get_running_loop()).work()
