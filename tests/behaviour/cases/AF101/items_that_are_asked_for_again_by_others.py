import asyncio
import time

ROOMS = {"red": 1, "blue": 2}
FIXED = {}


def fill():
    FIXED.clear()
    FIXED["red"] = 1


fill()


def size_if_known(name):
    return ROOMS[name] if name in ROOMS else None


async def by_a_helper(name):
    before = ROOMS[name]
    time.sleep(0.01)
    return before, size_if_known(name)


async def with_a_kept_answer(name):
    before = ROOMS[name]
    time.sleep(0.01)
    known = name in ROOMS
    return before, ROOMS[name] if known else None


async def read_before_on_one_line(name):
    return ROOMS[name], time.sleep(0.01)


async def filled_while_loading(name):
    before = FIXED[name]
    time.sleep(0.01)
    return before, FIXED[name]


async def looked_for(name):
    assert name in ROOMS
    time.sleep(0.01)
    return name


async def waits_in_between(name):
    await looked_for(name)
    await asyncio.sleep(0)
    return ROOMS[name]


async def close(name):
    await asyncio.sleep(0.2)
    return ROOMS.pop(name)


async def main():
    return await asyncio.gather(
        by_a_helper("red"),
        with_a_kept_answer("red"),
        read_before_on_one_line("red"),
        filled_while_loading("red"),
        waits_in_between("red"),
        close("red"),
    )
