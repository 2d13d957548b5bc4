# held back: other requests may share
# options: strategy=def
import asyncio

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

engine = create_engine("sqlite:///own.db")
app = FastAPI()
settings = {"visits": [0]}


def get_db():
    with Session(engine) as db:
        yield db


@app.get("/")
async def count(db: Session = Depends(get_db)):
    visits = settings.get("visits")
    visits[0] += 1
    db.rollback()
    return visits[0]


def talk():
    client = TestClient(app)
    return [client.get("/").json() for _ in range(2)]


async def main():
    return await asyncio.to_thread(talk)
