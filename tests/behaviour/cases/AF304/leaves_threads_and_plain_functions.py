# unchanged
import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor


async def fetch(key):
    await asyncio.sleep(0)
    return key.upper()


def fetch_now(key):
    return asyncio.run(fetch(key))


async def main():
    found = []

    def work():
        found.append(asyncio.run(fetch("c")))

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(fetch("d")))
    thread.start()
    with ThreadPoolExecutor() as pool:
        first = await asyncio.wrap_future(pool.submit(fetch_now, "a"))
    second = await asyncio.to_thread(lambda: asyncio.run(fetch("b")))
    await asyncio.to_thread(work)
    await asyncio.to_thread(thread.join)
    loop.close()
    return first, second, found
