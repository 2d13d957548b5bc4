# blind
import asyncio

log = []


async def work(name):
    await asyncio.sleep(0)
    return name


def note(task):
    log.append(task.result())


async def main():
    asyncio.create_task(work("first")).add_done_callback(note)
    asyncio.get_running_loop().create_task(work("second")).add_done_callback(
        lambda task: log.append(task.result() + "!")
    )
    for _ in range(3):
        await asyncio.sleep(0)
    return log
