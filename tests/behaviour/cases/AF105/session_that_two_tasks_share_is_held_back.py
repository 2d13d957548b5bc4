# held back: what a session loads is tied to it
# differs: concurrent operations are not permitted
import asyncio
import sqlite3
import time

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session


def connect():
    time.sleep(0.2)
    return sqlite3.connect("kept.db", check_same_thread=False)


session = Session(create_engine("sqlite://", creator=connect))


async def one():
    return session.execute(text("select 1")).scalar_one()


async def main():
    return await asyncio.gather(one(), one())
