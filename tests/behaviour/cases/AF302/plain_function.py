# held back: is a plain `def`
import asyncio

lock = asyncio.Lock()


def handle():
    with lock:
        return 1


async def main():
    try:
        return handle()
    except Exception as error:
        return isinstance(error, (AttributeError, TypeError))
