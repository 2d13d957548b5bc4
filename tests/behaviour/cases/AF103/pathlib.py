# strategy: thread
# file data/a.txt: 'one\n'
from pathlib import Path

ROOT = Path("data")


async def main():
    path = ROOT / "b.txt"
    count = path.write_text("two\n", encoding="utf-8")
    raw = Path("data/a.txt").read_bytes()
    return count, raw, (ROOT / "a.txt").read_text().strip(), path.name
