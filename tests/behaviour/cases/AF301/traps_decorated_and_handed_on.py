# unchanged
import asyncio
import functools
import inspect

done = []


def plainly(function):
    @functools.wraps(function)
    async def wrapper(*args):
        done.append(args)

    return lambda *args: wrapper(*args).close()


def kept(function):
    async def run(*args):
        await function(*args)

    return functools.wraps(function)(lambda *args: done.append(args))


def both(function):
    async def wrapper(*args):
        return await function(*args)

    def plain(*args):
        done.append(args)

    return plain if done is not None else wrapper


def another(function):
    function = lambda *args: done.append(args)
    return function


async def zero(name):
    raise AssertionError


exec("def zero(name): done.append(name)")


@another
async def half(name):
    raise AssertionError


@plainly
async def one(name):
    raise AssertionError


@kept
async def two(name):
    raise AssertionError


@both
async def three(name):
    raise AssertionError


async def load(name):
    return {"name": name}


def closed(record):
    record.close()


def either(record):
    if inspect.isawaitable(record):
        return record
    return record["name"]


def with_default(record, default=None):
    record = default or record
    return record


def tried(record):
    try:
        return record["name"]
    except TypeError:
        return asyncio.ensure_future(record)


def lazily(record):
    async def run():
        return (await record)["name"]

    print(len(str(record)) > 0)
    return run()


def stored(record, into):
    into["record"] = record
    return into["record"]


def measured(record):
    return record + 1


globals()["measured"] = lambda record: record


def relaxed(function):
    @functools.wraps(function)
    async def wrapper(*args):
        result = await function(*args)
        return await result if inspect.isawaitable(result) else result

    return wrapper


@relaxed
async def promised(name) -> dict:
    return load(name)


async def main():
    zero("0")
    half("1/2")
    one("a")
    two("b")
    three("c")
    closed(load("d"))
    return [
        await either(load("e")),
        await with_default(load("f")),
        await tried(load("g")),
        await lazily(load("h")),
        await stored(load("i"), {}),
        await measured(load("j")),
        await promised("k"),
        done,
    ]
