# strategy: await
# options: unsafe
# result: (3, 'ann', 'bob', [1, 1, 1, 1])
from collections.abc import AsyncIterator, Awaitable, Coroutine
from typing import Any, Optional


class User:
    def __init__(self, name: str) -> None:
        self.name = name


class Job:
    def __await__(self):
        return number(1).__await__()


async def number(value: int) -> int:
    return value


async def load(name: str) -> User:
    return User(name)


async def total() -> int:
    return number(3)


async def found(name: str) -> Optional[User]:
    user = load(name)
    if user is None:
        return None
    return user


async def one_of(name: str) -> "User | None":
    return load(name) if name else None


async def job() -> Job:
    return number(1)


async def anything() -> Any:
    return number(1)


async def awaitable() -> Awaitable[int]:
    return number(1)


async def coroutine() -> "Coroutine[Any, Any, int]":
    return number(1)


def plainly(name: str) -> User:
    return load(name)


async def stream() -> AsyncIterator[int]:
    yield number(1)


async def main():
    count = await total()
    jobs = [await make() for make in (job, anything, awaitable, coroutine)]
    async for item in stream():
        await item
    await plainly("eve")
    return count, (await found("ann")).name, (await one_of("bob")).name, [await item for item in jobs]
