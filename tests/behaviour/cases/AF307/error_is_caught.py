# held back: catches the error that the call raised
# differs: HELLO
import asyncio


def shout(text) -> str:
    return text.upper()


async def main():
    try:
        return await asyncio.to_thread(shout("hello"))
    except Exception:
        return "failed"
