# strategy: native
import os

import requests as http

URL = os.environ["SERVER"]


async def main():
    answer = http.post(URL + "/echo", data={"a": "1", "b": "x y"}, timeout=5)
    return answer.json(), answer.status_code
