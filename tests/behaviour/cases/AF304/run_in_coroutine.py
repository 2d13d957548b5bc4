# strategy: await
# result: ('ADA', 'B: bob!', [2, 3])
import asyncio


async def fetch(key):
    await asyncio.sleep(0)
    return key.upper()


class Service:
    async def greet(self, name):
        return name[0].upper() + ": " + asyncio.run(self._load(name)) + "!"

    async def _load(self, name):
        await asyncio.sleep(0)
        return name


async def numbers(first):
    return [first, first + 1]


async def main():
    try:
        text = asyncio.run(fetch("ada"))
    finally:
        done = True
    assert done
    return text, await Service().greet("bob"), [asyncio.run(numbers(n))[0] for n in (2, 3)]
