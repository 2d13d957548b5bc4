# strategy: thread
import http.client
import os
from urllib.parse import urlsplit

SERVER = urlsplit(os.environ["SERVER"])


async def fetch(path):
    connection = http.client.HTTPConnection(SERVER.hostname, SERVER.port, timeout=5)
    connection.request("GET", path, headers={"X-A": "b"})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, body


async def main():
    return [await fetch("/json"), await fetch("/status/404")]
