# held back: catches the error that it raised
import asyncio

LOCK = asyncio.Lock()


async def work():
    with LOCK:
        return "done"


async def main():
    try:
        return await work()
    except (TypeError, AttributeError):
        return "not supported"
