# strategy: await
# result: (['locked', 'ended'], 5)
import asyncio

lock, other = asyncio.Lock(), asyncio.Lock()
done = []


async def locked():
    async with other:
        done.append("locked")


async def ending():
    while True:
        await asyncio.sleep(0)
        if done:
            done.append("ended")
            return


async def adding():
    return lambda number: number + 1


async def main():
    async with lock:
        locked()
    ending()
    add = adding()
    keys = {(1, 2): 2}
    return done, add(1) + adding()(keys[number(1), number(2)])


async def number(value):
    return value
