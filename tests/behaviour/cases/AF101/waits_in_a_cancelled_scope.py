# held back: a cancelled scope of `anyio` would cancel it at once in the `finally`
# differs: []
# loop: anyio
import time

import anyio


async def work(done):
    try:
        await anyio.sleep(5)
    except anyio.get_cancelled_exc_class():
        time.sleep(0.01)
        done.append("waited")
        raise
    finally:
        time.sleep(0.01)
        done.append("closed")


async def main():
    done = []
    with anyio.move_on_after(0.01):
        await work(done)
    return done
