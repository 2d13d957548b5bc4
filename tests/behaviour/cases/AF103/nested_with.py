# strategy: thread
# file in.txt: 'hello'
import gzip
import hashlib


async def main():
    with open("in.txt", "rb") as source:
        with gzip.GzipFile("out.gz", "wb", mtime=0) as packed:
            data = source.read()
            packed.write(data)
            digest = hashlib.sha256(data).hexdigest()
    return digest[:8]
