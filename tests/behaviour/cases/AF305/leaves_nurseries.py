# unchanged
# loop: anyio
import anyio

log = []


async def work(name):
    await anyio.sleep(0)
    log.append(name)


async def main():
    async with anyio.create_task_group() as group:
        group.start_soon(work, "a")
        await group.start(started)
    return log


async def started(task_status):
    task_status.started()
