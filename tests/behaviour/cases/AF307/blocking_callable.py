# strategy: thread
# result: 'slept'
import asyncio
import time


async def main():
    await asyncio.to_thread(time.sleep(0.01))
    return "slept"
