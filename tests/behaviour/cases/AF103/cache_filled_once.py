# held back: which is read before the await and written after
# file a.txt: 'one'
from pathlib import Path

CACHE = set()


async def load(path):
    if path in CACHE:
        return None
    text = Path(path).read_text()
    CACHE.add(path)
    return text


async def main():
    return await load("a.txt"), await load("a.txt")
