# strategy: thread
# leaves: resolving a path, which AF112 is about
# file a.json: '{"a": 1}'
import json
import os
from pathlib import Path


async def main():
    loaded = json.load(open(os.path.realpath("a.json")))
    text = Path("a.json").resolve().read_text()
    newest = sorted(Path(".").glob("*.json"), key=os.path.getmtime)
    return loaded, text, open(Path("a.json").resolve()).read(), [path.name for path in newest]
