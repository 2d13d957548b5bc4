# held back: the `except` in line 15 catches the error that the call raised
# differs: 'b'
import asyncio


async def fetch(key):
    return key


async def main():
    coroutine = None
    try:
        coroutine = fetch("a")
        return asyncio.run(fetch("b"))
    except RuntimeError:
        coroutine.close()
        return "without"
