# held back: looks at its own names
import asyncio


async def tick():
    return 1


async def main():
    asyncio.create_task(tick())
    return sorted(locals())
