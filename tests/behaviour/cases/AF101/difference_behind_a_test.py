# strategy: native
import time


async def pause(limit, used):
    left = limit - used
    if left > 0:
        time.sleep(left)
    return left


async def main():
    return await pause(1, 2), await pause(0.02, 0.01)
