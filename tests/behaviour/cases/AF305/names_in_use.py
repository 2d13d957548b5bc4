# blind
from asyncio import create_task, sleep

log = []
_background_tasks = ["mine"]
asyncio = "a text"


async def work(name, task=None):
    await sleep(0)
    log.append((name, task, asyncio))


def start(task, background_task):
    create_task(work(task, background_task))


async def main():
    start("a", "b")
    await sleep(0.01)
    return log, _background_tasks
