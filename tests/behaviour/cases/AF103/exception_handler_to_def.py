# strategy: def
# file page.txt: 'sorry: '
import asyncio

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient

app = FastAPI()


class Closed(Exception):
    pass


@app.exception_handler(Closed)
async def closed(request, error):
    with open("page.txt") as file:
        return PlainTextResponse(file.read() + str(error), status_code=503)


@app.get("/")
async def index(why: str):
    raise Closed(why)


def talk():
    client = TestClient(app)
    answer = client.get("/", params={"why": "lunch"})
    return answer.status_code, answer.text


async def main():
    return await asyncio.to_thread(talk)
