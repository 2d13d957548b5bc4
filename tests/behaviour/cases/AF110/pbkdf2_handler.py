# strategy: def
import asyncio
import hashlib

from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


@app.post("/hash")
async def hash_password(password: str):
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), b"salt", 1000)
    return {"digest": digest.hex()}


def talk():
    return TestClient(app).post("/hash?password=secret").json()


async def main():
    return await asyncio.to_thread(talk)
