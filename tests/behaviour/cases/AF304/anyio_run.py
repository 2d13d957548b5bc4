# strategy: await
# loop: anyio
# result: ('aa', 'bbb')
import anyio


async def repeat(text, times=2):
    await anyio.sleep(0)
    return text * times


async def main():
    return anyio.run(repeat, "a"), anyio.run(
        repeat,
        "b",
        3,
    )
