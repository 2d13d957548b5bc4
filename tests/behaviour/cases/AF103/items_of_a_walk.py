# strategy: thread
# leaves: the loop over the walk still reads the folder on the event loop
# file a.txt: 'alpha'
# file b.txt: 'beta'
from pathlib import Path


async def main():
    sizes = {}
    for path in Path(".").glob("*.txt"):
        sizes[path.name] = len(path.read_bytes())
    first = next(Path(".").glob("a.*"))
    return sorted(sizes.items()), first.read_text()
