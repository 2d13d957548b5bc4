# held back: it reads `path` and writes it
# file a.txt: 'alpha'
from pathlib import Path


async def main():
    for path in sorted(Path(".").glob("*.txt")):
        path.write_text(path.read_text().upper())
    return "done"
