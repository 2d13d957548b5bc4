# strategy: def
import asyncio

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

engine = create_engine("sqlite:///shop.db")
SessionLocal = sessionmaker(engine)
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


@app.post("/items")
async def add_item(name: str, db: Session = Depends(get_db)):
    item = Item(name=name)
    db.add(item)
    db.commit()
    return {"id": item.id}


@app.get("/items")
async def list_items(db: Session = Depends(get_db)):
    return [item.name for item in db.execute(select(Item)).scalars()]


def talk():
    Base.metadata.create_all(engine)
    client = TestClient(app)
    return client.post("/items?name=tea").json(), client.get("/items").json()


async def main():
    return await asyncio.to_thread(talk)
