# held back: it is given further arguments
import asyncio


def shout(text) -> str:
    return text.upper()


async def main():
    return await asyncio.to_thread(shout("hello"), 1)
