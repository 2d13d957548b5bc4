# strategy: def
"""A generator dependency, one that reads a user, their router, and what they leave on the request."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("sqlite:///shop.db")
SessionLocal = sessionmaker(engine)
router = APIRouter()


async def get_db():
    db = SessionLocal()
    try:
        yield db
        db.commit()
    except HTTPException:
        db.rollback()
        raise
    finally:
        db.close()


Db = Annotated[Session, Depends(get_db)]


async def current_user(request: Request, db: Db, name: str = "ann"):
    found = db.execute(text("select age from person where name = :name"), {"name": name}).first()
    if found is None:
        raise HTTPException(404, "nobody")
    request.state.age = found.age
    return name


@router.get("/me")
async def me(request: Request, response: Response, db: Db, name=Depends(current_user)):
    count = db.execute(text("select count(*) from person")).scalar()
    response.headers["x-count"] = str(count)
    response.status_code = 203
    return {"name": name, "age": request.state.age, "count": count}


@router.post("/people")
async def add(name: str, age: int, db: Db):
    db.execute(text("insert into person values (:name, :age)"), {"name": name, "age": age})
    if age < 0:
        raise HTTPException(422, "not born yet")
    return name


def talk():
    with engine.begin() as connection:
        connection.execute(text("create table person (name text, age integer)"))
    app = FastAPI()
    app.include_router(router)
    client = TestClient(app)
    answers = [
        client.post("/people?name=ann&age=3"),
        client.post("/people?name=bob&age=-1"),
        client.get("/me"),
        client.get("/me?name=bob"),
    ]
    return [(a.status_code, a.json(), a.headers.get("x-count")) for a in answers]


async def main():
    return await asyncio.to_thread(talk)
