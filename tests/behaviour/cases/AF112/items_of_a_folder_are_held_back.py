# held back: another task may change what is there
# options: select=AF112
# file x/a.txt: 'alpha'
from pathlib import Path


async def main():
    for path in sorted(Path("x").iterdir()):
        path.unlink()
    return sorted(Path("x").iterdir())
