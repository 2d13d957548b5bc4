# held back: while it is gone through
# file a.txt: 'a'
from pathlib import Path


async def texts():
    return Path(".").glob("a.*")


async def main():
    return [path.name for path in await texts()]
