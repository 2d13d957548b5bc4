# strategy: thread
# rules: AF102, AF103
import os
from pathlib import Path

import requests

SERVER = os.environ["SERVER"]


async def download(url, path):
    with requests.get(url, stream=True, timeout=10) as response:
        response.raise_for_status()
        with open(path, "wb") as file:
            for chunk in response.iter_content(chunk_size=8192):
                file.write(chunk)


async def count(url):
    response = requests.get(url, stream=True)
    lines = 0
    for line in response.iter_lines():
        lines += 1
    return lines


async def main():
    await download(f"{SERVER}/bytes/30000", "body")
    return len(Path("body").read_bytes()), await count(f"{SERVER}/lines")
