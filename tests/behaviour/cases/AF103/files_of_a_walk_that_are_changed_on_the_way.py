# strategy: thread
# options: unsafe
# leaves: the loop over the walk still reads the folder on the event loop
# file a.txt: 'alpha'
# file b.txt: 'beta'
from pathlib import Path


async def main():
    seen = []
    for path in Path(".").glob("*.txt"):
        text = path.read_text()
        path.write_text(text.upper())
        path.with_suffix(".bak").write_text(text)
        seen.append(path.name)
    return sorted(seen), [path.read_text() for path in sorted(Path(".").glob("?.*"))]
