# held back: it is not known whether it is this lock
import asyncio
import threading


class Counter:
    def __init__(self):
        self.guard = threading.Lock()

    async def work(self):
        with self.guard:
            await asyncio.sleep(0)
        return "done"


def is_free(counter):
    with counter.guard:
        return True


async def main():
    counter = Counter()
    return await counter.work(), is_free(counter)
