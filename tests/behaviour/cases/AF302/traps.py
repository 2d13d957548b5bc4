# unchanged
import asyncio
import contextlib
import threading


class Both:
    def __enter__(self):
        return "plain"

    def __exit__(self, *error):
        pass

    async def __aenter__(self):
        return "async"

    async def __aexit__(self, *error):
        pass


class OnlyAsync:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        pass


class Child(OnlyAsync, Both):
    pass


@contextlib.contextmanager
def plain():
    yield "generator"


async def use(thing: OnlyAsync):
    with thing as value:
        return value


async def main():
    with Both() as both, plain() as generator, threading.Lock():
        async with asyncio.Lock(), Both() as other:
            pass
    try:
        with asyncio.Lock():
            pass
    except (AttributeError, TypeError):
        failed = True
    return both, generator, other, await use(Child()), failed
