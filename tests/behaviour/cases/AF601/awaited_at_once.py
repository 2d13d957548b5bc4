# strategy: thread
# blind
import asyncio
import functools
from asyncio import get_running_loop


def area(width, height=2, *more):
    if width < 0:
        raise ValueError(width)
    return width * height + sum(more)


class Shop:
    def __init__(self):
        self.sold = []

    def sell(self, name, *, count=1):
        self.sold.append((name, count))
        return len(self.sold)


async def one_loop():
    loop = asyncio.get_running_loop()
    first = await loop.run_in_executor(None, area, 3)
    return first, await loop.run_in_executor(None, functools.partial(area, 3, height=4))


async def in_place(shop):
    args = (2, 3, 4)
    await get_running_loop().run_in_executor(None, functools.partial(shop.sell, "pen", count=2))
    await get_running_loop().run_in_executor(None, functools.partial(shop.sell), "cup")
    return await asyncio.get_event_loop().run_in_executor(None, area, *args)


async def in_a_lambda():
    loop = asyncio.get_event_loop()
    numbers = []
    for number in range(3):
        numbers.append(
            await loop.run_in_executor(
                None,
                lambda: area(number, 10),
            )
        )
    return numbers


async def failing():
    try:
        return await asyncio.get_running_loop().run_in_executor(None, area, -1)
    except ValueError as error:
        return repr(error)


async def names():
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, area, 1)
    return sorted(locals())


async def main():
    shop = Shop()
    assert await names() == ["loop"]
    results = await one_loop(), await in_place(shop), await in_a_lambda(), await failing()
    return results, shop.sold
