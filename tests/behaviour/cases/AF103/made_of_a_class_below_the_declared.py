# strategy: thread
# rules: AF201
# file a.txt: 'alpha'
from pathlib import Path


class Store:
    def load(self):
        return "nothing"


class FileStore(Store):
    def load(self):
        return Path("a.txt").read_text()


async def main():
    store: Store = FileStore()
    plain: Store = Store()
    return store.load(), plain.load()
