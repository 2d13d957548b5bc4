# held back: catches the error that it raised
# differs: 'done'
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
