"""The messages by which errors are known are the ones that they have."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import warnings
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest
from sqlalchemy import ForeignKey, create_engine
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from asyncfix.pipeline import page


class Base(DeclarativeBase):
    pass


class Post(Base):
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    posts: Mapped[list[Post]] = relationship()


async def missing_greenlet() -> None:
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    try:
        async with AsyncSession(engine) as session:
            session.add(User(id=1))
            await session.commit()
            user = await session.get_one(User, 1)
            print(user.posts)
    finally:
        await engine.dispose()


async def detached() -> None:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        user = User(id=1)
        session.add(user)
        session.commit()
        session.refresh(user)
    print(user.posts)


async def nested() -> None:
    asyncio.run(asyncio.sleep(0))


async def not_awaitable() -> None:
    nothing: Any = None
    await nothing


async def no_loop() -> None:
    await asyncio.to_thread(asyncio.get_running_loop)


async def sqlite_thread() -> None:
    connection = await asyncio.to_thread(sqlite3.connect, ":memory:")
    connection.execute("select 1")


async def app_argument() -> None:
    old: dict[str, Any] = {"app": print}
    httpx.AsyncClient(**old)


async def other_loop() -> None:
    loop = asyncio.new_event_loop()
    try:
        await loop.create_future()
    finally:
        loop.close()


async def closed_loop() -> None:
    loop = asyncio.new_event_loop()
    loop.close()
    loop.call_soon(print)


async def used_as_data() -> None:
    response: Any = asyncio.sleep(0)
    response.json()


@pytest.mark.parametrize(
    ("fails", "name"),
    [
        (missing_greenlet, "MissingGreenlet"),
        (detached, "DetachedInstanceError"),
        (nested, "asyncio.run() cannot be called from a running event loop"),
        (not_awaitable, "object can't be used in 'await' expression"),
        (no_loop, "no running event loop"),
        (sqlite_thread, "SQLite objects created in a thread can only be used in that same thread"),
        (app_argument, "unexpected keyword argument 'app'"),
        (other_loop, "attached to a different loop"),
        (closed_loop, "Event loop is closed"),
        (used_as_data, "coroutine was never awaited"),
    ],
    ids=lambda item: getattr(item, "__name__", ""),
)
def test_the_error_itself_is_explained(
    fails: Callable[[], Coroutine[object, object, None]], name: str
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(Exception) as raised:
            asyncio.run(fails())
    line = f"{type(raised.value).__module__}.{type(raised.value).__name__}: {raised.value}"
    assert page(line).startswith(f"# {name}\n")


def test_the_warning_itself_is_explained() -> None:
    async def forgotten() -> None: ...

    with pytest.warns(RuntimeWarning) as warned:
        forgotten()
    assert page(str(warned[0].message)).startswith("# coroutine was never awaited\n")


def test_what_debug_mode_says_is_explained(caplog: pytest.LogCaptureFixture) -> None:
    async def busy() -> None:
        asyncio.get_running_loop().slow_callback_duration = 0.01
        threading.Event().wait(0.05)

    asyncio.run(busy(), debug=True)
    (line,) = (item.getMessage() for item in caplog.records if "took" in item.getMessage())
    assert page(line).startswith("# Executing <Task")
