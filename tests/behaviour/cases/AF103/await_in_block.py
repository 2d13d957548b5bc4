# strategy: thread
# file in.txt: 'payload'
import asyncio


async def send(text):
    await asyncio.sleep(0)
    return len(text)


async def main():
    with open("in.txt") as f:
        text = f.read()
        return await send(text)
