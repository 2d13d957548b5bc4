# unchanged
import os

import httpx


async def main():
    async with httpx.AsyncClient(base_url=os.environ["SERVER"]) as client:
        return (await client.get("/json")).status_code
