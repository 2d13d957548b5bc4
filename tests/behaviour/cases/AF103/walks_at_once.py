# strategy: thread
# watch: glob.glob
# file a.txt: 'a'
# file b.txt: 'b'
import glob
import os
from pathlib import Path


async def main():
    here = Path(".")
    names = sorted(glob.glob("*.txt"))
    found = sorted(here.glob("*.txt"))
    deep = len(list(here.rglob("*.txt")))
    walked = [files for _, _, files in list(os.walk("nowhere"))]
    with os.scandir(".") as entries:
        scanned = sorted(entry.name for entry in entries if entry.name.endswith(".txt"))
    return names, [path.name for path in found], deep, walked, scanned
