# held back: the lock is not simply made
import asyncio
import threading


class Counter:
    def __init__(self, lock: threading.Lock):
        self._lock = lock

    async def work(self):
        with self._lock:
            await asyncio.sleep(0)
        return "done"


async def main():
    return await Counter(threading.Lock()).work()
