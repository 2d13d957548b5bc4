# strategy: thread
# options: unsafe
# blind
from concurrent.futures import Future, ThreadPoolExecutor


def fail():
    raise LookupError("nothing there")


async def main():
    pool = ThreadPoolExecutor(2)
    first = pool.submit(pow, 2, 5).result()
    failed: Future = pool.submit(fail)
    error = failed.exception(timeout=5)
    try:
        failed.result()
    except LookupError as same:
        return first, same is error, str(same)
