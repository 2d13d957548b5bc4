# unchanged
import functools
import inspect
import sys

LOG = []


def record(*given):
    LOG.append(given[-1])


async def save(name):
    raise AssertionError


async def load(name):
    raise AssertionError


globals()["save"] = record
setattr(sys.modules[__name__], "load", record)


class Repo:
    async def save(self, name):
        raise AssertionError

    async def load(self, name):
        raise AssertionError

    async def find(self, name):
        raise AssertionError


def plainly(cls):
    for name, function in list(vars(cls).items()):
        if inspect.iscoroutinefunction(function):
            setattr(cls, name, functools.wraps(function)(record))
    return cls


setattr(Repo, "save", record)
Repo.load = record
plainly(Repo)


@plainly
class Decorated:
    async def save(self, name):
        raise AssertionError


class Meta(type):
    def __new__(mcs, name, bases, body):
        for key, item in list(body.items()):
            if inspect.iscoroutinefunction(item):
                body[key] = record
        return super().__new__(mcs, name, bases, body)


class Made(metaclass=Meta):
    async def save(self, name):
        raise AssertionError


class Base:
    def __init_subclass__(cls):
        plainly(cls)


class Below(Base):
    async def save(self, name):
        raise AssertionError


class Answering:
    async def save(self, name):
        raise AssertionError

    def __getattribute__(self, name):
        return record


async def main():
    save("function")
    load("module")
    Repo().save("set")
    Repo().load("assigned")
    Repo().find("handed over")
    Decorated().save("decorated")
    Made().save("metaclass")
    Below().save("subclass")
    Answering().save("answered")
    return LOG
