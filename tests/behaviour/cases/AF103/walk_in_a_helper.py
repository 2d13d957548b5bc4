# strategy: thread
# rules: AF201
# file a.txt: 'alpha'
# file b.txt: 'beta'
from pathlib import Path


def longest(folder: Path) -> str:
    best = ""
    for path in folder.glob("*.txt"):
        text = path.read_text()
        if len(text) > len(best):
            best = text
    return best


def total(folder: Path) -> int:
    return sum(len(path.read_bytes()) for path in folder.glob("*.txt"))


async def main():
    folder = Path(".")
    return longest(folder), total(folder)
