# held back: now it runs beside that
# differs: HELLO
import asyncio
from concurrent.futures import ThreadPoolExecutor


def shout(text) -> str:
    return text.upper()


async def main():
    with ThreadPoolExecutor() as pool:
        future = pool.submit(shout("hello"))
        try:
            return await asyncio.wrap_future(future)
        except TypeError:
            return "failed"
