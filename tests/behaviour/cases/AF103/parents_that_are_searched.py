# strategy: thread
# file settings.ini: 'here'
from pathlib import Path


async def main():
    for folder in Path("x/y/z").parents:
        try:
            return (folder / "settings.ini").read_text(), str(folder)
        except OSError:
            continue
