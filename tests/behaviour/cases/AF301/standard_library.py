# strategy: await
# result: (['first', 'second'], 1, 'slept')
import asyncio


async def main():
    queue = asyncio.Queue()
    queue.put("first")
    queue.put("second")
    asyncio.sleep(0)
    lock = asyncio.Lock()
    lock.acquire()
    found = []
    while not queue.empty():
        item = queue.get()
        try:
            found.append(item + "")
        except TypeError:
            found.append("a coroutine")
    event = asyncio.Event()
    event.set()
    event.wait()
    seen = []
    asyncio.to_thread(seen.append, 1)
    asyncio.wait_for(asyncio.sleep(0), 1)
    return found, len(seen), "slept"
