# strategy: thread
# leaves: the loop over the walk still reads the folder on the event loop
# file a.txt: 'alpha'
# file b.txt: 'beta'
from pathlib import Path


async def main():
    seen = []
    for path in Path(".").glob("*.txt"):
        path.with_suffix(".bak").write_text(path.name)
        seen.append(path.name)
    return sorted(seen)
