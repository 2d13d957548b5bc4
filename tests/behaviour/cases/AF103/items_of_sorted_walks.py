# strategy: thread
# file a.txt: 'alpha'
# file b.txt: 'beta'
# file b.log: 'gamma'
from pathlib import Path


async def main():
    here = Path(".")
    found = []
    for path in sorted(here.glob("*.txt")):
        found.append(path.read_text())
    for number, path in enumerate(sorted(here.rglob("*.*"), reverse=True)):
        if path.suffix == ".log":
            found.append((number, path.read_text()))
    walked = sorted(here.glob("*"))
    kept = [path for path in walked if path.suffix == ".txt"]
    for path in kept:
        found.append(path.read_bytes())
    texts = {path.name: path.read_text() for path in reversed(kept)}
    newest = max(path for path in kept)
    return found, texts, [path.read_text() for path in kept], newest.read_text()
