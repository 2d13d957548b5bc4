# held back: would hold for requests of other tasks
# options: unsafe
import os

import httpx
import requests

SESSION = requests.Session()


class Service:
    def __init__(self):
        self.client = httpx.Client(base_url=os.environ["SERVER"])

    async def ask(self, token):
        self.client.headers["Authorization"] = token
        return self.client.get("/json").status_code

    def asked(self):
        return self.client.get("/json").status_code

    async def ask_again(self):
        return self.asked()


async def shared():
    return SESSION.get(os.environ["SERVER"] + "/json").status_code


async def main():
    service = Service()
    return await service.ask("x"), await service.ask_again(), await shared()
