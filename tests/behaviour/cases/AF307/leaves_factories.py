# unchanged
import asyncio
import functools
import operator
import threading


def worker(text):
    def work():
        return text.upper()

    return work


def bound(text):
    return functools.partial(str.upper, text)


def later(text):
    return lambda: text.upper()


class Shout:
    def __init__(self, text):
        self.text = text

    def __call__(self):
        return self.text.upper()

    def work(self):
        return self.text.upper()


def shout(text):
    return Shout(text)


def typed(text) -> Shout:
    return Shout(text)


def cached(text, cache={}):
    return cache.setdefault(text, worker(text))


class Base:
    def worker(self):
        raise NotImplementedError


class Own(Base):
    def worker(self):
        return lambda: "own"


def decorated(function):
    return lambda *given: lambda: function(*given)


@decorated
def plain(text):
    return text.upper()


async def use(base: Base):
    return await asyncio.to_thread(base.worker())


async def main():
    found = [
        await asyncio.to_thread(worker("a")),
        await asyncio.to_thread(bound("b")),
        await asyncio.to_thread(later("c")),
        await asyncio.to_thread(Shout("d")),
        await asyncio.to_thread(shout("e")),
        await asyncio.to_thread(typed("f")),
        await asyncio.to_thread(cached("g")),
        await asyncio.to_thread(plain("h")),
        await asyncio.to_thread(functools.partial(str.upper, "i")),
        await asyncio.to_thread(Shout("j").work),
        await asyncio.to_thread(operator.methodcaller("upper"), "k"),
        await use(Own()),
    ]
    thread = threading.Thread(target=worker("l"))
    thread.start()
    await asyncio.to_thread(thread.join)
    return found
