# strategy: thread
# result: ('HELLO', 12, [1, 2], 6)
import asyncio


def shout(text) -> str:
    return text.upper()


def area(width, height=2):
    return width * height


def span(
    first,
    last,
):
    return [first, last]


async def main():
    text = await asyncio.to_thread(shout("hello"))
    size = await asyncio.to_thread(area(width=4, height=3))
    both = await asyncio.to_thread(
        span(
            1,
            2,
        ),
    )
    return text, size, both, await asyncio.to_thread(area(*[3]))
