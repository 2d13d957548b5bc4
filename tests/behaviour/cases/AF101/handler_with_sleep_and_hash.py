# rules: AF101, AF110
import asyncio
import hashlib
import time

from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


@app.post("/login")
async def login(user: str, password: str):
    time.sleep(0.001)
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), user.encode(), 1000)
    return {"user": user, "digest": digest.hex()[:8]}


def talk():
    return TestClient(app).post("/login?user=ann&password=x").json()


async def main():
    return await asyncio.to_thread(talk)
