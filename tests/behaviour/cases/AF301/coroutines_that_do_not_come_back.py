# held back: a task may be meant
# differs: does not end
import asyncio

lock = asyncio.Lock()
done = []


async def watch():
    while True:
        await asyncio.sleep(3600)


async def poll(times):
    await asyncio.sleep(0)
    poll(times + 1)


async def locked():
    async with lock:
        done.append("locked")


async def deeper():
    await locked()


class Service:
    def __init__(self):
        self.lock = asyncio.Lock()

    async def stop(self):
        async with self.lock:
            done.append("stopped")

    async def restart(self):
        async with self.lock:
            self.stop()


async def main():
    watch()
    await poll(1)
    async with lock:
        deeper()
    await Service().restart()
    return done
