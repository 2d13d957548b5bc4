# unchanged
import gzip
import io
import tarfile
import zipfile
from typing import BinaryIO


async def main():
    with zipfile.ZipFile(io.BytesIO(), "w") as archive:
        archive.writestr("a", "a")
    buffer: BinaryIO = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        names = tar.getnames()
    packed = io.BytesIO(gzip.compress(b"x"))
    return names, gzip.open(packed).read(), buffer.read()
