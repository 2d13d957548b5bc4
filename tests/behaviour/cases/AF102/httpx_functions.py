# strategy: thread, native
import os

import httpx

SERVER = os.environ["SERVER"]


async def fetch(what, **more):
    response = httpx.get(f"{SERVER}/{what}", **more)
    return response.status_code, response.text


async def main():
    return [await fetch("json"), await fetch("json", params={"q": "x"}), await send()]


async def send():
    return httpx.post(f"{SERVER}/json", json={"a": 1}).status_code
