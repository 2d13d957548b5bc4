# held back:
import asyncio

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

engine = create_engine("sqlite:///kept.db")
app = FastAPI()


def get_db():
    with Session(engine) as session:
        yield session


@app.get("/one")
async def one(db: Session = Depends(get_db)):
    await asyncio.sleep(0)
    return db.execute(text("SELECT 1")).scalar()


def talk():
    return TestClient(app).get("/one").json()


async def main():
    return await asyncio.to_thread(talk)
