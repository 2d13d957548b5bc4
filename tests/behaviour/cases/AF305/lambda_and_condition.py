# held back: the task is made within an expression
import asyncio

log = []


async def work(name):
    await asyncio.sleep(0)
    log.append(name)


async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(lambda: asyncio.create_task(work("lambda")))
    [asyncio.create_task(work(name)) for name in "ab"]
    log and asyncio.create_task(work("condition"))
    await asyncio.sleep(0.01)
    return log
