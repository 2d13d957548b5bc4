# held back: leaving its `with` does more
import asyncio
import tempfile


async def main():
    with tempfile.TemporaryDirectory() as folder:
        await asyncio.sleep(0)
    return "gone"
