# unchanged
import queue
import select
import threading
from concurrent.futures import Future, ThreadPoolExecutor


async def main():
    found = []
    lock = threading.Lock()
    with lock:
        found.append(lock.acquire(blocking=False))
        found.append(lock.acquire(False))
        found.append(lock.acquire(True, 0))
        found.append(lock.acquire(timeout=0))
    found.append(threading.Event().wait(0))
    jobs = queue.Queue()
    try:
        jobs.get(block=False)
    except queue.Empty:
        found.append("empty")
    try:
        jobs.get(True, 0)
    except queue.Empty:
        found.append("empty")
    jobs.put(1)
    found.append(select.select([], [], [], 0))
    future = Future()
    future.set_result(5)
    if future.done():
        found.append(future.result())
    ThreadPoolExecutor(1).shutdown(wait=False)
    return found
