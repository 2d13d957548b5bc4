# unchanged
import asyncio
import inspect
from collections.abc import Awaitable


async def work(n=1):
    return n


def names():
    return [work.__name__]


async def main():
    seen = []
    one = work()
    seen.append(f"{type(one).__name__}")
    print(inspect.iscoroutine(one))
    seen.append(await asyncio.gather(one))
    two = work(2)
    if inspect.isawaitable(two):
        two = await two
    seen.append(two)
    three = work(3)
    seen.append(isinstance(three, Awaitable))
    three.close()
    four = work(4)
    seen.append(four.__qualname__)
    seen.append(await asyncio.gather(four))
    return seen, names()
