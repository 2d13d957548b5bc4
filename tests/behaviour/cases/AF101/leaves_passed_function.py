# unchanged
import asyncio
import functools
import time


async def main():
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(time.sleep, 0.001)
    await loop.run_in_executor(None, time.sleep, 0.001)  # asyncfix: ignore[AF601]
    await loop.run_in_executor(None, functools.partial(time.sleep, 0.001))  # asyncfix: ignore[AF601]
    await asyncio.to_thread(lambda: time.sleep(0.001))
    return "already fine"
