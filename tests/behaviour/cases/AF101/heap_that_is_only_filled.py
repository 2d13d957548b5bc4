import asyncio
import heapq
import time

JOBS = []


async def fill(jobs):
    for job in jobs:
        heapq.heappush(JOBS, job)
        time.sleep(0.01)


async def main():
    await asyncio.gather(fill([3, 1]), fill([4, 2]))
    return [heapq.heappop(JOBS) for _ in range(4)]
