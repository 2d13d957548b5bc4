# strategy: thread
import asyncio

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

engine = create_engine("sqlite:///notes.db")


def create():
    with Session(engine) as session, session.begin():
        session.execute(text("CREATE TABLE note (body TEXT)"))


async def add(body):
    with Session(engine) as session:
        session.execute(text("INSERT INTO note VALUES (:body)"), {"body": body})
        session.commit()
        count = session.execute(text("SELECT count(*) FROM note")).scalar_one()
    return count


async def main():
    await asyncio.to_thread(create)
    return await add("one"), await add("two")
