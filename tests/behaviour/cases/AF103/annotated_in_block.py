# file c.json: '{"a": 1}'
import json


async def main():
    with open("c.json") as file:
        data: dict = json.load(file)
    return data
