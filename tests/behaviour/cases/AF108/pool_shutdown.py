# strategy: thread
# watch: concurrent.futures.ThreadPoolExecutor.shutdown
from concurrent.futures import ThreadPoolExecutor
import time


async def main():
    done = []
    pool = ThreadPoolExecutor(1)
    pool.submit(time.sleep, 0.02)
    pool.submit(done.append, 1)
    pool.shutdown()
    try:
        pool.submit(done.append, 2)
    except RuntimeError:
        done.append("shut down")
    return done
