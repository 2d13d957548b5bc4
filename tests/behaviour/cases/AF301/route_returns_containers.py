# strategy: await
# result: ([{'user': 'ann', 'n': 3}, ['ann', 3], 'ann'], True)
import asyncio

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient

app = FastAPI()


async def user():
    return "ann"


async def number():
    return 3


@app.get("/dict")
async def as_dict():
    who = user()
    return {"user": who, "n": number()}


@app.get("/list")
async def as_list():
    return [user(), number()]


@app.get("/response")
async def as_response():
    return JSONResponse(user())


def talk():
    client = TestClient(app, raise_server_exceptions=False)
    answers = [client.get(path) for path in ("/dict", "/list", "/response")]
    return [a.json() if a.status_code == 200 else a.status_code for a in answers], True


async def main():
    return await asyncio.to_thread(talk)
