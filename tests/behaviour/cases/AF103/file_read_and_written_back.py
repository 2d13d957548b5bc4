# held back: another task may do
# differs:
# file events.json: '[]'
import asyncio
import json


async def add(event):
    with open("events.json") as f:
        events = json.load(f)
    events.append(event)
    with open("events.json", "w") as f:
        json.dump(events, f)


async def main():
    await asyncio.gather(*(add(n) for n in range(20)))
    with open("events.json") as f:
        return json.load(f)
