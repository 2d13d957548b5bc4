# strategy: thread
# blind
import asyncio


def area(width, height=2):
    return width * height


async def one(width):
    sizes = []
    if width:
        sizes.append(width)

        # in a thread
        loop = asyncio.get_running_loop()
        sizes.append(await loop.run_in_executor(None, area, width))
    return sizes


async def set_off(width):
    """Says how large it is."""

    loop = asyncio.get_running_loop()

    return await loop.run_in_executor(None, area, width)


async def main():
    return await one(3), await set_off(4)
