# strategy: thread
# file config/app.json: '{"name": "shop", "ports": [80, 443]}'
import json


async def load_config(path):
    with open(path, encoding="utf-8") as handle:
        config = json.load(handle)
    return config


async def main():
    config = await load_config("config/app.json")
    return config["name"], sum(config["ports"])
