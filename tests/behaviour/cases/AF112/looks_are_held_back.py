# held back: another task may change what is there
# options: select=AF112
# file a.txt: 'abc'
import os


async def main():
    if os.path.exists("a.txt"):
        os.remove("a.txt")
    return "removed"
