# held back: what a session loads is tied to it
# differs: concurrent operations are not permitted
import asyncio
import sqlite3
import time

from sqlalchemy import create_engine, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Word(Base):
    __tablename__ = "word"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


def connect():
    time.sleep(0.2)
    return sqlite3.connect("words.db", check_same_thread=False)


engine = create_engine("sqlite://", creator=connect)
Base.metadata.create_all(engine)
session = Session(engine)


async def counted():
    return session.execute(text("select count(*) from word")).scalar_one()


async def shown(word):
    await asyncio.sleep(0.1)
    return word.text


async def main():
    word = Word(text="alpha")
    session.add(word)
    session.commit()
    engine.dispose()
    return await asyncio.gather(counted(), shown(word))
