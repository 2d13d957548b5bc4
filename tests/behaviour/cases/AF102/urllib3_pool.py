# strategy: thread
import os

import urllib3

SERVER = os.environ["SERVER"]
POOL = urllib3.PoolManager()


async def fetch(path):
    response = POOL.request("GET", SERVER + path, retries=False)
    return response.status, response.data


async def count(path):
    size = 0
    response = POOL.request("GET", SERVER + path, preload_content=False)
    for chunk in response.stream(1000):
        size += len(chunk)
    response.release_conn()
    return size


async def main():
    return await fetch("/json"), await fetch("/redirect/302/1"), await count("/bytes/5000")
