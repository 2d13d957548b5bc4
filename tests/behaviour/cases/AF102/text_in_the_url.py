# strategy: thread
import os

import requests

URL = os.environ["SERVER"]


async def find(name):
    response = requests.get(f"{URL}/echo/{name}", timeout=5)
    return response.json()


async def main():
    return await find("a|b"), await find("50%"), await find("plain")
