# strategy: thread
# file motd.txt: 'hello'
import asyncio
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.testclient import TestClient

texts = {}


@asynccontextmanager
async def lifespan(app):
    with open("motd.txt") as file:
        texts["motd"] = file.read()
    yield


app = FastAPI(lifespan=lifespan)


@app.middleware("http")
async def stamp(request, call_next):
    response = await call_next(request)
    with open("motd.txt") as file:
        response.headers["motd"] = file.read()
    return response


@app.get("/")
async def index():
    return texts


def talk():
    with TestClient(app) as client:
        answer = client.get("/")
    return answer.json(), answer.headers["motd"]


async def main():
    return await asyncio.to_thread(talk)
