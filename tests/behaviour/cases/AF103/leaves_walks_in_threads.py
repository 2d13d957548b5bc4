# unchanged
# file a.txt: 'a'
import asyncio
import os
from pathlib import Path


async def main():
    found = await asyncio.to_thread(list, Path(".").glob("a.*"))
    walked = await asyncio.to_thread(lambda: list(os.walk("nowhere")))
    return [path.name for path in found], walked
