# strategy: native
import time


async def ticks(n):
    for i in range(n):
        time.sleep(0.001)
        yield i


async def main():
    return [tick async for tick in ticks(3)]
