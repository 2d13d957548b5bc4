# strategy: thread
# options: unsafe
import asyncio

from fastapi import Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

engine = create_engine("sqlite:///members.db")
SessionLocal = sessionmaker(engine, expire_on_commit=False)
app = FastAPI()
greeted = []


class Base(DeclarativeBase):
    pass


class Member(Base):
    __tablename__ = "member"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    visits: Mapped[int] = mapped_column(default=0)


def get_db():
    with SessionLocal() as db:
        yield db


async def greet(text: str) -> None:
    await asyncio.sleep(0)
    greeted.append(text)


@app.post("/members/{name}")
async def visit(name: str, db: Session = Depends(get_db)):
    member = db.execute(select(Member).where(Member.name == name)).scalar_one_or_none()
    if member is None:
        member = Member(name=name, visits=0)
        db.add(member)
        db.flush()
    member.visits += 1
    db.commit()
    await greet(f"{name} {member.visits}")
    total = len(db.execute(select(Member)).scalars().all())
    if total > 2:
        raise HTTPException(409, f"{total} are too many")
    return {"id": member.id, "total": total}


def talk():
    Base.metadata.create_all(engine)
    client = TestClient(app)
    answers = [client.post(f"/members/{name}") for name in ("ann", "bob", "ann", "cid")]
    return [(answer.status_code, answer.json()) for answer in answers], greeted


async def main():
    return await asyncio.to_thread(talk)
