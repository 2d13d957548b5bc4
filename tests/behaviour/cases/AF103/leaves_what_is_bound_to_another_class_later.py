# unchanged
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

    def drop():
        nonlocal store
        store = Store()

    drop()
    return store.load()
