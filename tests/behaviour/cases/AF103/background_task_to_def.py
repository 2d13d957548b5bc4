# strategy: def
import asyncio

from fastapi import BackgroundTasks, FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


async def note(name, text="seen"):
    with open("log.txt", "a") as file:
        file.write(f"{name} {text}\n")


@app.get("/{name}")
async def index(name: str, tasks: BackgroundTasks):
    tasks.add_task(note, name)
    tasks.add_task(note, name, text="twice")
    return {"name": name}


def talk():
    client = TestClient(app)
    return client.get("/ada").json(), client.get("/bob").json()


async def main():
    return await asyncio.to_thread(talk)
