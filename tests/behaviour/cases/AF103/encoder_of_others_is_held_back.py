# held back: a cancellation would close the file
import json


class Encoder(json.JSONEncoder):
    def default(self, o):
        return o.as_data()


class Playlist:
    def __init__(self):
        self.entries = {}

    def add(self, name):
        self.entries[name] = len(self.entries)

    def as_data(self):
        return {name: number for name, number in self.entries.items()}


async def save(playlist, path):
    with open(path, "w") as file:
        json.dump(playlist, file, cls=Encoder)


async def save_again(playlist, path):
    with open(path, "w") as file:
        json.dump(playlist, file, default=lambda o: o.as_data())


async def main():
    playlist = Playlist()
    playlist.add("a")
    await save(playlist, "a.json")
    await save_again(playlist, "b.json")
