# strategy: native
import os

import httpx

SERVER = os.environ["SERVER"]


async def main():
    total = 0
    with httpx.stream("GET", f"{SERVER}/bytes/30000") as response:
        for chunk in response.iter_bytes():
            total += len(chunk)
    return total, response.status_code
