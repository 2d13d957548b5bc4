# strategy: native
# blind
import asyncio

jobs = set()


async def work(number):
    await asyncio.sleep(number / 100)


def start():
    asyncio.create_task(work(50))


def keep():
    task = asyncio.create_task(work(1))
    jobs.add(task)
    task.add_done_callback(jobs.discard)


async def main():
    keep()
    start()
    count = len(jobs)
    await asyncio.gather(*jobs)
    return count
