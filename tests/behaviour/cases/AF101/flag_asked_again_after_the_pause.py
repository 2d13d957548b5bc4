import asyncio
import time


class Job:
    def __init__(self):
        self.done = False
        self.steps = ["first"]

    async def finish(self):
        self.done = True
        self.steps.clear()

    async def step(self):
        if self.done:
            return "done before"
        time.sleep(0.02)
        if self.done:
            return "done meanwhile"
        return self.steps[0]


async def main():
    job = Job()
    first = await job.step()
    await job.finish()
    return first, await job.step()
