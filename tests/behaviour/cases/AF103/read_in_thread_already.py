# file a.txt: 'one'
import asyncio


async def main():
    with open("a.txt") as file:
        text = await asyncio.to_thread(file.read, 2)
    return text, file.closed
