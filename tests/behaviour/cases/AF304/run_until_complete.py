# strategy: await
# result: 'ADA BOB'
import asyncio


async def fetch(key):
    await asyncio.sleep(0)
    return key.upper()


async def main():
    loop = asyncio.get_event_loop()
    first = loop.run_until_complete(fetch("ada"))
    other = asyncio.new_event_loop()
    try:
        return first + " " + other.run_until_complete(
            fetch("bob")
        )
    finally:
        other.close()
