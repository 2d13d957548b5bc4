# strategy: native
# loop: anyio-trio
import time
from anyio import create_task_group, sleep


async def main():
    async with create_task_group() as group:
        group.start_soon(sleep, 0)
        time.sleep(0.001)
    return "anyio on trio"
