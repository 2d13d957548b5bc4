# strategy: thread
import contextlib


async def main():
    text = "default"
    with contextlib.suppress(FileNotFoundError):
        with open("override.txt") as f:
            text = f.read()
    return text
