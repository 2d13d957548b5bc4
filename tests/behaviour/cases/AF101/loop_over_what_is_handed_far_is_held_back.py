# held back: other tasks may change `NAMES` while the loop goes through it
# differs: changed size during iteration
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
    if left:
        odd(names, left - 1)
    else:
        first(names)


def odd(names, left):
    even(names, left - 1)


def first(names):
    second(names)


def second(names):
    third(names)


def third(names):
    fourth(names)


def fourth(names):
    names["eve"] = 3


async def join():
    even(NAMES, 4)


async def main():
    greeted, _ = await asyncio.gather(greet(), join())
    return greeted, list(NAMES)
