# strategy: thread
# file data/a.txt: 'one\ntwo\n'
from pathlib import Path


async def main():
    path = Path("data") / "a.txt"
    with path.open() as f:
        lines = [line.strip() for line in f]
    return lines
