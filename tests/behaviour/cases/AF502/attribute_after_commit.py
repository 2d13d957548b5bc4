# options: unsafe
# result: [('ada', 1), ('bob', 2), ('cleo', 3), ('dan', 4)]
import asyncio

import sqlalchemy.ext.asyncio as sa
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

engine = create_async_engine("sqlite+aiosqlite:///shop.db")


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


Session = async_sessionmaker(engine)
Older = sessionmaker(
    engine, class_=sa.AsyncSession
)


class Sessions:
    def __init__(self):
        self.make = sa.async_sessionmaker(
            bind=engine,
            autoflush=False,
        )


async def saved(session, name):
    user = User(name=name)
    session.add(user)
    await session.commit()
    return user.name, user.id


async def main():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    users = []
    async with Session() as session:
        users.append(await saved(session, "ada"))
    async with Older() as session:
        users.append(await saved(session, "bob"))
    async with Sessions().make() as session:
        users.append(await saved(session, "cleo"))
    session = AsyncSession(engine)
    users.append(await saved(session, "dan"))
    await session.close()
    await engine.dispose()
    return users
