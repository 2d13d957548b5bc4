# strategy: thread
# options: unsafe
# rules: AF105, AF201
import asyncio

from fastapi import Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite:///members.db")
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Member(Base):
    __tablename__ = "member"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


def get_db():
    with Session(engine) as db:
        yield db


def add(db: Session, name: str) -> int:
    member = Member(name=name)
    db.add(member)
    db.commit()
    return member.id


def find(db: Session, name: str) -> int:
    return db.execute(select(Member.id).where(Member.name == name)).scalar_one()


@app.post("/members/{name}")
async def join(name: str, db: Session = Depends(get_db)):
    try:
        number = add(db, name)
    except IntegrityError:
        db.rollback()
        known = find(db, name)
        raise HTTPException(409, f"{name} is number {known}")
    await asyncio.sleep(0)
    return {"id": number}


def talk():
    Base.metadata.create_all(engine)
    client = TestClient(app)
    answers = [client.post(f"/members/{name}") for name in ("ann", "bob", "ann")]
    return [(answer.status_code, answer.json()) for answer in answers]


async def main():
    return await asyncio.to_thread(talk)
