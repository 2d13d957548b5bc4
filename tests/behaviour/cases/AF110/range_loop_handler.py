# strategy: def
# blind
import asyncio

from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/primes")
async def primes(limit: int):
    found = []
    for n in range(2, limit):
        if all(n % p for p in found):
            found.append(n)
    return found


def talk():
    return TestClient(app).get("/primes?limit=20").json()


async def main():
    return await asyncio.to_thread(talk)
