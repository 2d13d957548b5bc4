# strategy: thread
# watch: concurrent.futures.wait
import concurrent.futures
import time


async def main():
    pool = concurrent.futures.ThreadPoolExecutor(2)
    begun = [pool.submit(time.sleep, 0.01), pool.submit(len, "abc")]
    done, rest = concurrent.futures.wait(begun)
    slow = [pool.submit(time.sleep, 0.2)]
    late = concurrent.futures.wait(slow, timeout=0.01)
    return len(done), len(rest), len(late.not_done)
