# held back: in the body of a class
import asyncio


async def tick():
    return 1


async def main():
    class Box:
        asyncio.create_task(tick())

    await asyncio.sleep(0)
    return sorted(name for name in vars(Box) if not name.startswith("__"))
