# strategy: native
import os

import requests

URL = os.environ["SERVER"]


async def main():
    response = requests.get(f"{URL}/json", params={"q": "Zürich", "n": 3}, timeout=5)
    response.raise_for_status()
    return response.status_code, response.json(), response.headers["content-type"]
