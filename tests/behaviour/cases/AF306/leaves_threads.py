# unchanged
import asyncio
import threading

lock = threading.Lock()


def work():
    with lock:
        return asyncio.run(fetch())


async def fetch():
    await asyncio.sleep(0)
    return "fetched"


async def main():
    return await asyncio.to_thread(work)
