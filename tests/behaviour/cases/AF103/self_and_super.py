# strategy: thread
import json


class Store:
    path = "store.json"

    def encode(self, value):
        return json.dumps(value, sort_keys=True)


class Versioned(Store):
    __version = 3

    def encode(self, value):
        return json.dumps({"v": self.__version, "value": json.loads(super().encode(value))})

    async def save(self, value):
        with open(self.path, "w") as f:
            f.write(super().encode(value))
            f.write("\n" + self.encode(value))
            self.__version += 1

    def version(self):
        return self.__version


async def main():
    store = Versioned()
    await store.save({"b": 1, "a": 2})
    return store.version()
