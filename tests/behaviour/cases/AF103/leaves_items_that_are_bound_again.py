# held back: the loop over it would still read on the event loop
# file a.txt: 'alpha'
import io
from pathlib import Path


async def main():
    found = []
    for path in Path(".").glob("*.txt"):
        path = io.StringIO(path.name)
        found.append(path.read())
    kept = [path for path in Path(".").glob("*.txt")]
    kept = [io.StringIO(path.name) for path in kept]
    for path in kept:
        found.append(path.read())
    return found
