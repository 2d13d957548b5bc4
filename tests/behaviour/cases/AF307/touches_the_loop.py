# held back: `start` may need the event loop's thread
import asyncio


def start(event):
    event.set()


async def main():
    event = asyncio.Event()
    try:
        pass
    finally:
        await asyncio.to_thread(start(event))
