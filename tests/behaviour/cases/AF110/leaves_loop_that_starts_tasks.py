# unchanged
import asyncio


async def make(number):
    await asyncio.sleep(0)
    return number


async def start(count: int):
    tasks = []
    for number in range(count):
        tasks.append(asyncio.create_task(make(number)))
    return await asyncio.gather(*tasks)


async def main():
    return await start(3)
