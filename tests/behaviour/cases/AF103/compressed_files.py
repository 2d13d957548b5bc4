# strategy: thread
# leaves: removing a file, which AF112 is about
import bz2
import codecs
import gzip
import lzma
import os
import tokenize


async def main():
    with gzip.open("a.gz", "wt") as file:
        file.write("one\n")
    with gzip.open("a.gz") as file:
        first = file.read()
    os.remove("a.gz")
    with bz2.open("a.bz2", "wb") as file:
        file.write(b"two")
    with lzma.open("a.xz", "wb") as file:
        file.write(b"three")
    with bz2.open("a.bz2") as two, lzma.open("a.xz") as three:
        rest = two.read(), three.read()
    with codecs.open("a.txt", "w", encoding="utf-8") as file:
        file.write("# four")
    with tokenize.open("a.txt") as file:
        return first, rest, file.read()
