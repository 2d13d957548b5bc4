# strategy: thread
# blind
import asyncio
import threading


def half(number):
    if number == 5:
        raise ValueError("odd")
    return number // 2


async def main():
    loop = asyncio.get_running_loop()
    together = threading.Barrier(3)
    numbers = await asyncio.gather(
        *(loop.run_in_executor(None, half, number) for number in (2, 4, 5, 8)),
        return_exceptions=True,
    )
    met = await asyncio.gather(
        loop.run_in_executor(None, together.wait, 5),
        loop.run_in_executor(None, together.wait, 5),
        loop.run_in_executor(None, together.wait, 5),
    )
    soon = await asyncio.wait_for(loop.run_in_executor(None, half, 20), 5)
    try:
        await asyncio.wait_for(loop.run_in_executor(None, threading.Event().wait, 0.2), timeout=0.05)
    except asyncio.TimeoutError:
        late = "too late"
    return [str(item) for item in numbers], sorted(met), soon, late
