import asyncio
import time

ROOMS = {"red": 1, "blue": 2}
SEEN = []
TASKS = set()


async def note(name):
    SEEN.append((name, name in ROOMS))
    time.sleep(0.05)


async def find(name):
    task = asyncio.create_task(note(name))
    TASKS.add(task)
    task.add_done_callback(TASKS.discard)
    return ROOMS[name]


async def find_and_wait(name):
    room = ROOMS[name]
    await asyncio.wait_for(note(name), 5)
    return room


async def close(name):
    await asyncio.sleep(0.2)
    return ROOMS.pop(name)


async def main():
    found = await asyncio.gather(find("red"), find_and_wait("blue"), close("red"))
    return found, sorted(SEEN)
