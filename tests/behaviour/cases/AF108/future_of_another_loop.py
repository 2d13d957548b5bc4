# strategy: thread
# options: unsafe
# blind
import asyncio
import threading


async def answer():
    return 42


async def main():
    other = asyncio.new_event_loop()
    threading.Thread(target=other.run_forever, daemon=True).start()
    found = asyncio.run_coroutine_threadsafe(answer(), other).result(5)
    other.call_soon_threadsafe(other.stop)
    return found
