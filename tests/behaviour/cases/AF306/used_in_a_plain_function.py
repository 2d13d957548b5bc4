# held back: it is not in an async def
import asyncio
import threading

lock = threading.Lock()
log = []


def note(text):
    with lock:
        log.append(text)


async def main():
    with lock:
        await asyncio.sleep(0)
    note("done")
    return log
