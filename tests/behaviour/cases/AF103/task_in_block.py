# strategy: thread
# file in.txt: 'a'
import asyncio


async def note(text):
    return text * 2


async def main():
    with open("in.txt") as f:
        task = asyncio.create_task(note(f.read()))
    return await task
