# strategy: thread
import os
import urllib.request

URL = os.environ["SERVER"]


async def main():
    name, headers = urllib.request.urlretrieve(URL + "/json", "answer.json")
    return name, headers.get_content_type()
