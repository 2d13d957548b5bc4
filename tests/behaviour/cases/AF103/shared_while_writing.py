# held back: may change `self.state` while the thread goes through it
import json


class Store:
    def __init__(self):
        self.state = {}

    def put(self, key):
        self.state[key] = 1

    async def save(self):
        with open("state.json", "w") as file:
            json.dump(self.state, file)


async def main():
    store = Store()
    store.put("a")
    await store.save()
