# unchanged
import queue


class Worker:
    def __init__(self):
        self.jobs = queue.Queue()

    def idle(self):
        return self.jobs.empty()

    async def step(self):
        return None if self.idle() else self.jobs.get()


async def main():
    jobs = queue.Queue()
    jobs.put("a")
    jobs.put("b")
    got = []
    while not jobs.empty():
        got.append(jobs.get())
    worker = Worker()
    worker.jobs.put("c")
    return got, await worker.step(), await worker.step()
