# unchanged
import asyncio
import contextlib
import inspect
from typing import Protocol


class Store(Protocol):
    async def save(self): ...


class Memory:
    def save(self):
        return "kept"


class Base:
    async def load(self):
        return "async"

    async def run(self):
        return 1


class Plain(Base):
    def load(self):
        return "plain"


async def use(store: Store, base: Base):
    store.save()
    return base.load()


async def main():
    kept = await use(Memory(), Plain())
    base = Base()
    jobs = [base.run(), base.run()]
    jobs.append(base.run())
    group = asyncio.gather(*jobs)
    task = asyncio.ensure_future(base.run())
    maybe = base.run()
    if inspect.isawaitable(maybe):
        maybe = await maybe
    with contextlib.suppress(ValueError):
        await asyncio.wait_for(base.run(), 1)
    base.run = lambda: "replaced"
    return kept, await group, await task, maybe, base.run()
