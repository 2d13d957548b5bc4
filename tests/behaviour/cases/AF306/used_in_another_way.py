# held back: the lock is used in another way
import asyncio
import threading

lock = threading.Lock()


async def main():
    with lock:
        await asyncio.sleep(0)
    return lock.locked()
