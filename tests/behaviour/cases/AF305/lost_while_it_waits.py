# result: ['started', 'done']
import asyncio
import gc
import weakref

log = []
doors = []


async def work():
    door = asyncio.get_running_loop().create_future()
    doors.append(weakref.ref(door))
    log.append("started")
    try:
        await door
        log.append("done")
    except GeneratorExit:
        log.append("thrown away")
        raise


def start():
    asyncio.create_task(work())


async def main():
    start()
    await asyncio.sleep(0)
    gc.collect()
    door = doors[0]()
    if door is not None:
        door.set_result(None)
    await asyncio.sleep(0.01)
    return log
