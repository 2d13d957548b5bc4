# held back:
# options: unsafe
import asyncio

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

engine = create_engine("sqlite:///kept.db")
session = Session(engine)


async def count(word: str) -> int:
    await asyncio.sleep(0)
    session.execute(text("create table if not exists word (text)"))
    session.execute(text("insert into word values (:word)"), {"word": word})
    return session.execute(text("select count(*) from word")).scalar_one()


async def main():
    return [await count("a"), await count("b")]
