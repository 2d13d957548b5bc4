# file c.json: '{"a": 1}'
import json
import os


async def main(folder="."):
    data = json.load(open(os.path.join(folder, "c.json")))
    text = open(os.path.join(folder, "c.json")).read()
    return data, text, list(open("c.json"))
