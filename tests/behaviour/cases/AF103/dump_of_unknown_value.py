# held back: a cancellation would close the file
import codecs
import json


class Model:
    def __init__(self, value):
        self.value = value


async def save(model, path):
    with open(path, "w") as f:
        json.dump(model.dump(), f)


async def save_coded(model):
    with codecs.open("bin", "w") as f:  # the path looks like a mode
        json.dump(model.dump(), f)


class Dumped(Model):
    def dump(self):
        return {"value": self.value}


async def main():
    await save(Dumped(3), "model.json")
    await save_coded(Dumped(4))
