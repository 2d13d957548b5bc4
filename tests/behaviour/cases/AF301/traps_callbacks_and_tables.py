# unchanged
import asyncio
from collections.abc import Awaitable, Callable

LOG = []


async def saved(name):
    LOG.append(name)


def kept(name):
    LOG.append(f"kept {name}")


HANDLERS = {"save": saved, "keep": kept}
MAYBE = Callable[[str], Awaitable[None] | None]


async def later(callback: Callable[[str], Awaitable[None]]):
    waiting = callback("later")
    await asyncio.gather(waiting, callback("too"))


async def either(callback: MAYBE, plain: Callable[[str], None]):
    given = callback("either")
    plain("plain")
    if given is not None:
        await given


async def dispatch(kind):
    HANDLERS[kind]("x")


async def main():
    await later(saved)
    await either(saved, kept)
    await either(kept, kept)
    await dispatch("keep")
    return LOG
