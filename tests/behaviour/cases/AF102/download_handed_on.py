# held back: cut at other places
import os

import requests

SERVER = os.environ["SERVER"]


async def chunks(url):
    response = requests.get(url, stream=True)
    for chunk in response.iter_content(4096):
        yield chunk


async def main():
    return [len(chunk) async for chunk in chunks(f"{SERVER}/bytes/10000")]
