# strategy: thread
# leaves: removing the archives, which AF112 is about
# file a.txt: 'hello'
import os
import tarfile
import zipfile


async def main():
    with zipfile.ZipFile("a.zip", "w") as archive:
        archive.write("a.txt")
        archive.writestr("b.txt", "b")
    with zipfile.ZipFile("a.zip") as archive:
        archive.extractall("from_zip")
        names = archive.namelist()
    with tarfile.open("a.tar.gz", "w:gz") as tar:
        tar.add("a.txt")
    with tarfile.open("a.tar.gz") as tar:
        members = tar.getnames()
        tar.extractall("from_tar")
    packed = zipfile.is_zipfile("a.zip"), tarfile.is_tarfile("a.txt")
    try:
        with zipfile.ZipFile("a.txt") as archive:
            archive.read("x")
    except zipfile.BadZipFile as error:
        os.remove("a.zip")
        os.remove("a.tar.gz")
        return names, members, packed, str(error)
