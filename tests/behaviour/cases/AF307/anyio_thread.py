# strategy: thread
# loop: anyio
# result: ('HELLO', 12)
import anyio
import anyio.to_thread
from starlette.concurrency import run_in_threadpool


def shout(text) -> str:
    return text.upper()


def area(width, height=2):
    return width * height


async def main():
    text = await anyio.to_thread.run_sync(shout("hello"), abandon_on_cancel=True)
    return text, await run_in_threadpool(area(4, height=3))
