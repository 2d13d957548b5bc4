# blind
import asyncio

_jobs: set[asyncio.Task] = set()
log = []


async def work(name):
    await asyncio.sleep(0)
    log.append((name, len(_jobs)))


def start(name):
    job = asyncio.create_task(work(name))
    _jobs.add(job)
    job.add_done_callback(_jobs.discard)


async def main():
    start("first")
    await asyncio.sleep(0.01)
    asyncio.create_task(work("second"))
    await asyncio.sleep(0.01)
    return [name for name, _ in log], len(_jobs)
