# strategy: thread
import os

import requests
from requests.adapters import HTTPAdapter

SERVER = os.environ["SERVER"]


async def main():
    with requests.Session() as session:
        session.mount("http://", HTTPAdapter(max_retries=2))
        response = session.get(f"{SERVER}/json")
    return response.json()
