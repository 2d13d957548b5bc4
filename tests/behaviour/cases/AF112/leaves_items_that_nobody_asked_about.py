# unchanged
# file x/a.txt: 'alpha'
import os
from pathlib import Path


def sizes(entries: list[os.DirEntry[str]]):
    return [(entry.name, entry.stat().st_size, entry.is_dir()) for entry in entries]


async def main():
    found = sizes([])
    for path in Path("x").iterdir():
        found.append((path.name, path.stat().st_size))
        path.unlink()
    return found
