# blind
# options: strategy=def
# held back: `add_up` is also used in
import asyncio

from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/sum")
async def add_up(limit: int):
    total = 0
    for n in range(limit):
        total += n
    return total


@app.get("/twice")
async def twice(limit: int):
    return sum(await asyncio.gather(add_up(limit), add_up(limit)))


def talk():
    client = TestClient(app)
    return client.get("/sum?limit=4").json(), client.get("/twice?limit=4").json()


async def main():
    return await asyncio.to_thread(talk)
