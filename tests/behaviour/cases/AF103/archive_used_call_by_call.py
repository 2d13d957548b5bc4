# strategy: thread
# leaves: removing the archive, which AF112 is about
# file a.txt: 'hello'
import asyncio
import os
import zipfile


async def main():
    with zipfile.ZipFile("a.zip", "w") as archive:
        archive.write("a.txt")
        await asyncio.sleep(0)
        archive.writestr("b.txt", "b")
    reading = zipfile.ZipFile("a.zip")
    first = reading.read("a.txt")
    second = reading.read("b.txt")
    reading.close()
    os.remove("a.zip")
    return first, second
