# strategy: native
import time


async def main():
    started = time.perf_counter()
    time.sleep(0.002)
    return time.perf_counter() - started >= 0.002
