# held back: there is no such lock for tasks
import asyncio
import threading

lock = threading.RLock()


async def main():
    with lock:
        with lock:
            await asyncio.sleep(0)
    return "done"
