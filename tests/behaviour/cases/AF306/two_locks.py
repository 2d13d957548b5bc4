# held back: an await must not come while the lock `outer` is held
import asyncio
import threading

outer = threading.Lock()
inner = threading.Lock()


async def main():
    with outer:
        with inner:
            await asyncio.sleep(0)
    return "done"
