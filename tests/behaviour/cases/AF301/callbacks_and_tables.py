# options: unsafe
# result: ('parcel', ['saved all', 'nobody', 'sent letter', 'sent letter again', 'sent parcel'])
from collections.abc import Awaitable, Callable
from typing import Optional

LOG = []


async def saved(name):
    LOG.append(f"saved {name}")
    return len(LOG)


async def sent(name):
    LOG.append(f"sent {name}")
    return len(LOG)


HANDLERS = {"save": saved, "send": sent}


class Worker:
    on_done: Callable[[str], Awaitable[int]]

    def __init__(self, on_done):
        self.on_done = on_done

    async def run(self, name):
        self.on_done(name)
        return name


async def notify(callback: Callable[[str], Awaitable[int]], other: Optional[Callable] = None):
    callback("all")
    if other is not None:
        other("nobody")


async def dispatch(kind, name):
    HANDLERS[kind](name)
    handler = HANDLERS[kind]
    handler(f"{name} again")


async def main():
    await notify(saved, LOG.append)
    await dispatch("send", "letter")
    done = await Worker(sent).run("parcel")
    return done, LOG
