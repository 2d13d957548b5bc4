# strategy: thread
# watch: shutil.unpack_archive, filecmp.cmp
# leaves: removing the archive, which AF112 is about
# file a.txt: 'a'
# file b.txt: 'a'
import filecmp
import os
import shutil
import tarfile


async def main():
    with tarfile.open("a.tar", "w") as tar:
        tar.add("a.txt")
    shutil.unpack_archive("a.tar", "unpacked")
    shutil.copymode("a.txt", "b.txt")
    shutil.copystat("a.txt", "b.txt")
    same = filecmp.cmp("a.txt", "b.txt", shallow=False)
    handle = os.open("a.txt", os.O_RDONLY)
    os.fsync(handle)
    os.fdatasync(handle)
    os.close(handle)
    os.remove("a.tar")
    return same
