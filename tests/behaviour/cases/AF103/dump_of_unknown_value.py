# held back: a cancellation would close the file
import json


class Model:
    def __init__(self, value):
        self.value = value


async def save(model, path):
    with open(path, "w") as f:
        json.dump(model.dump(), f)


class Dumped(Model):
    def dump(self):
        return {"value": self.value}


async def main():
    await save(Dumped(3), "model.json")
