# held back: the block awaits
import asyncio
import os
import tempfile


async def main():
    with tempfile.TemporaryDirectory() as folder:
        await asyncio.sleep(0)
        inside = os.path.isdir(folder)
    return inside, os.path.isdir(folder)
