# strategy: thread
# rules: AF103, AF112
# options: unsafe select=AF103,AF112
# leaves: the loops over the folders still read them on the event loop
# file x/a.txt: 'alpha'
# file x/b.txt: 'beta'
import os
from pathlib import Path


async def main():
    sizes = []
    with os.scandir("x") as entries:
        for entry in entries:
            sizes.append((entry.name, entry.stat().st_size))
    for path in Path("x").iterdir():
        sizes.append((path.name, path.stat().st_size))
    for path in sorted(Path("x").iterdir()):
        path.unlink()
    left = [path for path in Path("x").iterdir() if path.is_file()]
    return sorted(sizes), left
