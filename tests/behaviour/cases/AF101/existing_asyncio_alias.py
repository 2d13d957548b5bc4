# strategy: native
import asyncio as aio
import time


async def main():
    await aio.sleep(0)
    time.sleep(0.001)
    return "asyncio" in globals()
