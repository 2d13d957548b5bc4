import sqlite3
from contextlib import closing


async def main():
    with closing(open("a.txt", "w")) as file:
        file.write("one")
    with open("a.txt") as file:
        return file.read()
