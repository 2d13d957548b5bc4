# held back: which other requests share
import asyncio

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

SessionLocal = sessionmaker(create_engine("sqlite:///shop.db"))
app = FastAPI()
served = 0


def get_db():
    with SessionLocal() as db:
        yield db


def count():
    global served
    served += 1
    return served


@app.get("/")
async def answer(db: Session = Depends(get_db)):
    return [db.execute(text("select 42")).scalar(), count()]


async def main():
    client = TestClient(app)
    return [await asyncio.to_thread(lambda: client.get("/").json()) for _ in range(3)]
