# strategy: native
import os

import httpx

SERVER = os.environ["SERVER"]


async def main():
    with httpx.Client(base_url=SERVER) as client:
        first = client.get("/json")
        second = client.get("/json", params={"page": 2})
    return first.status_code, second.status_code
