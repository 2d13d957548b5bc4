# strategy: native
# loop: trio
import time

import trio


async def main():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.sleep, 0)
        time.sleep(0.001)
    return "trio"
