# unchanged
from pathlib import PurePath


class Text:
    def __init__(self, name):
        self.name = name

    def read_text(self):
        return self.name


class Folder:
    def glob(self, pattern):
        return [Text(pattern), Text("b")]

    iterdir = glob

    @property
    def parents(self):
        return [Text("up")]


def sorted(items):
    return [Text("sorted") for _ in items]


def given(folder):
    return [text.read_text() for text in folder.glob("*")]


async def main():
    folder = Folder()
    found = [text.read_text() for text in folder.glob("a")]
    for text in folder.iterdir("x"):
        found.append(text.read_text())
    for text in sorted(folder.glob("c")):
        found.append(text.read_text())
    for text in folder.parents:
        found.append(text.read_text())
    for path in PurePath("a/b").parents:
        found.append(str(path))
    return found, given(folder)
