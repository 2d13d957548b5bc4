# held back: cannot become a plain `def`
# differs: sqlite3.ProgrammingError
import asyncio
import sqlite3

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


async def connection():
    with sqlite3.connect(":memory:") as opened:
        yield opened


@app.get("/")
async def answer(db: sqlite3.Connection = Depends(connection)):
    return db.execute("select 42").fetchone()[0]


async def main():
    return await asyncio.to_thread(lambda: TestClient(app).get("/").json())
