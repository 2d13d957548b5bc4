# strategy: thread
import hashlib
import io


async def store(upload, path):
    digest = hashlib.md5()
    with open(path, "wb") as out:
        while chunk := upload.read(4):
            digest.update(chunk)
            out.write(chunk)
        size = out.tell()
    return size, digest.hexdigest()


async def main():
    return await store(io.BytesIO(b"0123456789"), "upload.bin")
