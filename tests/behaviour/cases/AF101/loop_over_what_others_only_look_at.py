import asyncio
import time

NAMES = {"ann": 1, "bob": 2}


async def greet():
    greeted = []
    for name in NAMES:
        time.sleep(0.01)
        greeted.append(name)
    return greeted


def even(names, left):
    return odd(names, left - 1) if left else first(names)


def odd(names, left):
    return even(names, left - 1)


def first(names):
    return second(names)


def second(names):
    return list(names)


async def look():
    return even(NAMES, 4)


async def main():
    return await asyncio.gather(greet(), look())
