# unchanged
import asyncio


class Queue:
    def get(self):
        return "mine"


async def main():
    jobs = asyncio.Queue()
    await jobs.put(1)
    event = asyncio.Event()
    event.set()
    await event.wait()
    lock = asyncio.Lock()
    await lock.acquire()
    lock.release()
    future = asyncio.get_running_loop().create_future()
    future.set_result(2)
    waiting = asyncio.ensure_future(jobs.get())
    await asyncio.wait([waiting])
    return Queue().get(), future.result(), waiting.result()
