# unchanged
# file a.txt: 'abc'
import os
from pathlib import Path, PurePath


async def main():
    return os.path.exists("a.txt"), Path("a.txt").is_file(), PurePath("a.txt").suffix
