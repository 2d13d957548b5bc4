# held back: the `Runner` itself can't be closed where a loop runs
import asyncio


async def fetch(key):
    return key


async def main():
    runner = asyncio.Runner()
    return runner.run(fetch("a"))
