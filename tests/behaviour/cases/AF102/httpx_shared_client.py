# held back: overlap in several threads
import os

import httpx

CLIENT = httpx.Client(base_url=os.environ["SERVER"])


async def main():
    return CLIENT.get("/json").status_code
