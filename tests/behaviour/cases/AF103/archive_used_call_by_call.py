# strategy: thread
# file a.txt: 'hello'
import asyncio
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
    return first, second
