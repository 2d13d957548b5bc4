# unchanged
import asyncio


async def work(n):
    await asyncio.sleep(0)
    return n


async def main():
    loop = asyncio.get_running_loop()
    gathered = await asyncio.gather(work(1), work(2))
    task = asyncio.create_task(work(3))
    ensured = asyncio.ensure_future(work(4))
    looped = loop.create_task(work(5))
    waited = await asyncio.wait_for(work(6), 5)
    shielded = await asyncio.shield(work(7))
    first = [await f for f in asyncio.as_completed([work(8)])]
    return gathered, await task, await ensured, await looped, waited, shielded, first
