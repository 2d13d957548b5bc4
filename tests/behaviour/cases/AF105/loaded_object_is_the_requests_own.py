# strategy: def
# rules: AF105, AF201
import asyncio

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite:///own.db")
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Counter(Base):
    __tablename__ = "counter"
    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


def get_db():
    with Session(engine) as db:
        yield db


def raise_it(db: Session, key: int) -> int:
    counter = db.get(Counter, key)
    counter.value += 1
    db.commit()
    return counter.value


@app.post("/{key}")
async def count(key: int, db: Session = Depends(get_db)):
    if db.get(Counter, key) is None:
        db.add(Counter(id=key, value=0))
    return raise_it(db, key)


def talk():
    Base.metadata.create_all(engine)
    client = TestClient(app)
    return [client.post(f"/{key}").json() for key in (1, 2, 1)]


async def main():
    return await asyncio.to_thread(talk)
