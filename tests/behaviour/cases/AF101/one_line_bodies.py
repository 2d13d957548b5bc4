# strategy: native
import time


async def main():
    for i in range(2): time.sleep(0.001)
    if i: time.sleep(0.001); i += 1
    return i
