# strategy: thread
import json
import os
import urllib.request

URL = os.environ["SERVER"]


async def main():
    body = urllib.request.urlopen(URL + "/json", timeout=5).read()
    return json.loads(body)
