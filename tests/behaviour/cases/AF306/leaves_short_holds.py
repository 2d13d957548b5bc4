# unchanged
import asyncio
import contextlib
import threading

lock = threading.Lock()
tasks_lock = asyncio.Lock()
log = []


class Own:
    def __enter__(self):
        log.append("entered")

    def __exit__(self, *error):
        log.append("left")


class asynclock:
    lock = Own()


async def main():
    async with tasks_lock:
        await asyncio.sleep(0)
    with lock:
        log.append("short")

        async def later():
            await asyncio.sleep(0)

        waiting = later()
    await waiting
    with Own(), contextlib.suppress(KeyError):
        await asyncio.sleep(0)
    with asynclock.lock:
        await asyncio.sleep(0)
    lock.acquire()
    log.append("acquired")
    lock.release()
    await asyncio.sleep(0)
    if lock.acquire(blocking=False):
        lock.release()
    return log
