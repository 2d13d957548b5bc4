# strategy: native
import os

import requests

URL = os.environ["SERVER"]


async def main():
    response = requests.get(URL + "/redirect/302/2", timeout=5)
    return response.status_code, response.json()["path"], response.json()["method"]
