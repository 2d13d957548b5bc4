# strategy: thread
# file a.txt: 'alpha'
from contextlib import suppress


class Quiet:
    def __enter__(self):
        return self

    def __exit__(self, *error):
        return True


class Store:
    def open(self, path):
        return Quiet()


async def quiet(path):
    with Quiet(), open(path) as file:
        return file.read()
    return "nothing"


async def like_a_file(path):
    with Store().open(path), open(path) as file:
        return file.read()
    return "nothing"


async def suppressed(path):
    with suppress(OSError), open(path) as file:
        return file.read()
    return "nothing"


async def last(path):
    text = "old"
    with Store().open(path), open(path) as file:
        text = file.read()
    return text


async def main():
    found = []
    for path in ("a.txt", "b.txt"):
        found += [await quiet(path), await like_a_file(path)]
        found += [await suppressed(path), await last(path)]
    return found
