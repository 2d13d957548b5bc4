# strategy: native
import asyncio
import time

from fastapi import Depends, FastAPI, WebSocket
from fastapi.testclient import TestClient

app = FastAPI()


async def current_user():
    time.sleep(0.001)
    return "ann"


@app.get("/me")
async def me(user: str = Depends(current_user)):
    return {"user": user}


@app.websocket("/ws")
async def chat(socket: WebSocket):
    await socket.accept()
    time.sleep(0.001)
    await socket.send_text("hello")
    await socket.close()


def talk():
    client = TestClient(app)
    with client.websocket_connect("/ws") as socket:
        greeting = socket.receive_text()
    return client.get("/me").json(), greeting


async def main():
    return await asyncio.to_thread(talk)
