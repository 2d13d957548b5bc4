# unchanged
import time


def main_sync():
    time.sleep(0.001)
    return "in a thread"


async def main():
    import asyncio

    return await asyncio.to_thread(main_sync)
