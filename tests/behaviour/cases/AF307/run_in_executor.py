# strategy: thread
# result: ('HELLO', 12)
import asyncio


def shout(text) -> str:
    return text.upper()


def area(width, height=2):
    return width * height


async def main():
    loop = asyncio.get_running_loop()
    text = await loop.run_in_executor(None, shout("hello"))
    return text, await loop.run_in_executor(None, area(4, height=3))
