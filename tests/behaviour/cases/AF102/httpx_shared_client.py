# strategy: thread
# rules: AF102, AF201
# options: unsafe
import asyncio
import os

import httpx

CLIENT = httpx.Client(base_url=os.environ["SERVER"])


class Service:
    def __init__(self):
        self.client = httpx.Client(base_url=os.environ["SERVER"])
        self.client.headers["Accept"] = "*/*"

    def status(self, path):
        return self.client.get(path).status_code

    async def look(self, path):
        return self.status(path)

    async def ask(self, path):
        return self.client.get(path).json()


def told(client: httpx.Client, path):
    return client.get(path).headers["content-type"]


async def one(path):
    return CLIENT.get(path).status_code


async def other(path):
    return told(CLIENT, path)


async def main():
    service = Service()
    return await asyncio.gather(
        *(one("/json") for _ in range(8)),
        *(service.look("/json") for _ in range(8)),
        *(service.ask("/json") for _ in range(8)),
        other("/json"),
    )
