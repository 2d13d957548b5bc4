# unchanged
import asyncio
import inspect


async def number(value):
    return value


async def rebound(flag):
    job = None
    if flag:
        job = number(1)
    else:
        job = number(2)
    value = await asyncio.wait_for(job, 1)
    job = value + 1
    return job


async def one_behind():
    pending, found = None, []
    for value in range(3):
        if pending is not None:
            found.append(await pending)
        pending = number(value)
    return [*found, await pending]


async def listed():
    jobs = [number(1), number(2)]
    pair = number(3), number(4)
    first, second = pair
    return len(jobs), await asyncio.gather(*jobs), await first, await second


async def swapped():
    first, second = number(1), number(2)
    first, second = second, first
    head, *rest = number(3), number(4)
    return await first, await second, await head, [await item for item in rest]


async def kept(store):
    store["job"] = job = number(1)
    print(type(job).__name__)
    jobs = [(last := number(value)) for value in range(2)]
    str(last)
    return await store["job"], await asyncio.gather(*jobs)


async def maybe(flag, job=None):
    job = job or number(1)
    value = number(2) if flag else 3
    if inspect.isawaitable(value):
        value = await value
    named = [(name, await item) for name, item in zip("ab", [number(4), number(5)])]
    return await job, value + 1, named


async def main():
    nothing = number(0)
    if nothing is not None:
        nothing.close()
    return [
        await rebound(True),
        await one_behind(),
        await listed(),
        await swapped(),
        await kept({}),
        await maybe(True),
        await maybe(False),
    ]
