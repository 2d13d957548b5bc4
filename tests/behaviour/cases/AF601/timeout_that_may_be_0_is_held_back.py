# held back: with a timeout of 0 the function would not be started
# differs: []
import asyncio

STARTED = []


async def main(timeout=0):
    loop = asyncio.get_running_loop()
    try:
        await asyncio.wait_for(loop.run_in_executor(None, STARTED.append, 1), timeout)
    except asyncio.TimeoutError:
        pass
    await asyncio.sleep(0.05)
    return STARTED
