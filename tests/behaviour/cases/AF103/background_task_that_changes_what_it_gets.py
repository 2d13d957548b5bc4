# strategy: thread
# file a.txt: 'one two'
import asyncio

from fastapi import BackgroundTasks, FastAPI
from fastapi.testclient import TestClient

app = FastAPI()
counts = {}


async def count(into, name):
    with open(name) as file:
        words = file.read().split()
    into[name] = len(words)


@app.get("/{name}")
async def index(name: str, tasks: BackgroundTasks):
    tasks.add_task(count, counts, name)
    return {"name": name}


def talk():
    client = TestClient(app)
    return client.get("/a.txt").json(), counts


async def main():
    return await asyncio.to_thread(talk)
