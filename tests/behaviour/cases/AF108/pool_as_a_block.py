# strategy: thread
# watch: concurrent.futures.ThreadPoolExecutor.shutdown
import time
from concurrent.futures import ThreadPoolExecutor


def measure(text):
    time.sleep(0.01)
    return len(text)


async def main():
    with ThreadPoolExecutor(max_workers=2) as pool:
        begun = [pool.submit(measure, text) for text in ("a", "bb")]
        mapped = list(pool.map(measure, ["ccc", "dddd"]))
    try:
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(measure, None)
            return first.result()
    except TypeError as error:
        return [future.done() for future in begun], mapped, str(error)
