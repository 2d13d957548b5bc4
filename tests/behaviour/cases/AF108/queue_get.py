# strategy: thread
# options: unsafe
# blind
import queue
import threading


def fill(jobs):
    for job in ("a", "b"):
        jobs.put(job)


async def main():
    jobs = queue.Queue()
    threading.Thread(target=fill, args=(jobs,)).start()
    got = [jobs.get(), jobs.get(timeout=1)]
    jobs.task_done()
    jobs.task_done()
    jobs.join()
    try:
        jobs.get(True, 0.01)
    except queue.Empty:
        got.append("empty")
    urgent = queue.PriorityQueue()
    urgent.put(2)
    urgent.put(1)
    got.append(urgent.get())
    simple = queue.SimpleQueue()
    simple.put("x")
    return got, simple.get()
