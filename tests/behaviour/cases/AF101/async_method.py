# strategy: native
import time


class Worker:
    delay = 0.001

    async def step(self):
        time.sleep(0.001)
        return self.delay

    @classmethod
    async def create(cls):
        time.sleep(0)
        return cls()

    @staticmethod
    async def idle():
        time.sleep(0)


async def main():
    worker = await Worker.create()
    await Worker.idle()
    return await worker.step()
