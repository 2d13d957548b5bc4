# file c.json: '{"a": 1}'
import json


class Settings:
    async def load(self, path):
        with open(path) as file:
            self.values = json.load(file)


async def main():
    settings = Settings()
    await settings.load("c.json")
    return settings.values
