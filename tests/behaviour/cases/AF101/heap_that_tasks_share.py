# held back: other tasks may change `JOBS[…]`
# differs: [1, 1]
import asyncio
import heapq
import time

JOBS = [1, 2, 3]


async def take():
    job = JOBS[0]
    time.sleep(0.02)
    heapq.heappop(JOBS)
    return job


async def main():
    return await asyncio.gather(take(), take())
