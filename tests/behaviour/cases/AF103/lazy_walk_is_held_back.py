# held back: the loop over it would still read on the event loop
# file a.txt: 'a'
import os
from pathlib import Path


async def main():
    found = []
    for root, folders, files in os.walk("."):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [name for name in files if name == "a.txt"]
    for path in Path(".").glob("a.*"):
        found.append(path.name)
    return found
