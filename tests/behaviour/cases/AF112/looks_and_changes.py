# strategy: thread
# options: unsafe select=AF112
# watch: os.path.getsize
# file a.txt: 'abc'
import os
from pathlib import Path


async def main():
    found = [os.path.exists("a.txt"), os.path.isdir("a.txt"), os.path.getsize("a.txt")]
    os.makedirs("x/y", exist_ok=True)
    os.rename("a.txt", "x/b.txt")
    names = sorted(os.listdir("x"))
    path = Path("x") / "b.txt"
    found += [path.exists(), path.is_file(), path.stat().st_size, path.resolve().name]
    listed = sorted(Path("x").iterdir())
    path.unlink()
    os.rmdir("x/y")
    Path("x").rmdir()
    try:
        os.stat("x")
    except FileNotFoundError as error:
        return found, names, [item.name for item in listed], error.filename
