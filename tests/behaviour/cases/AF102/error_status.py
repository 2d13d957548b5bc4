import os

import requests

URL = os.environ["SERVER"]


async def main():
    try:
        response = requests.get(URL + "/status/503", timeout=5)
        response.raise_for_status()
    except requests.HTTPError:
        return "failed"
    return "fine"
