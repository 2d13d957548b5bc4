# held back: it is not the only thing that a `with` holds
import asyncio
import threading

lock = threading.Lock()


async def main():
    lock.acquire()
    try:
        await asyncio.sleep(0)
    finally:
        lock.release()
    return "done"
