# held back: catches the error that the call raised
# differs: ['str']
import asyncio


async def inner():
    return "done"


async def work():
    return asyncio.run(inner())


async def main():
    found = await asyncio.gather(work(), return_exceptions=True)
    return [type(item).__name__ for item in found]
