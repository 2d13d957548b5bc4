# strategy: await
# result: ['ann', 'bob', 'annbob', 'eve', 'ann', 'bob', [('ann', 0)], 'ann/2', {'a': 1}, ['ann', 'bob', 'eve']]
from types import SimpleNamespace

seen = []


async def load(name):
    return SimpleNamespace(name=name, tags=["x", "y"])


async def names():
    return ["ann"]


async def table():
    return {"a": 1}


async def note(name):
    seen.append(name)


async def chosen(user=None):
    found = user or load("ann")
    return found.name


async def rebound(user):
    if user is None:
        user = load("bob")
    return user.name


async def unpacked():
    first, second = load("ann"), load("bob")
    return first.name + second.name


async def walrus():
    if (user := load("eve")) and user.tags:
        return user.name


async def chained():
    one = other = load("ann")
    return one.name or other.name


async def alternative(flag):
    user = load("bob") if flag else SimpleNamespace(name="-")
    return user.name


async def main():
    note("ann") if seen == [] else None
    seen and note("bob")
    [note(name) for name in ("eve",)]
    if load("ann") is None:
        return None
    return [
        await chosen(),
        await rebound(None),
        await unpacked(),
        await walrus(),
        await chained(),
        await alternative(True),
        list(zip(names(), [0])),
        "%s/%d" % (load("ann").name, len(load("bob").tags)),
        {**table()},
        seen,
    ]
