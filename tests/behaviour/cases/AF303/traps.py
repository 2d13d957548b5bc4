# unchanged
import asyncio


class Both:
    def __iter__(self):
        return iter([1, 2])

    async def __aiter__(self):
        yield 3


class Items:
    def __getitem__(self, index):
        return [4, 5][index]

    async def __aiter__(self):
        yield 6


class Repo:
    async def all(self):
        yield 7


class Plain(Repo):
    def all(self):
        return [8]


async def table():
    return [9]


async def use(repo: Repo):
    return [row for row in repo.all()]


async def rows():
    yield 10


async def main():
    found = [row for row in Both()] + [row for row in Items()] + await use(Plain())
    for row in await table():
        found.append(row)
    try:
        for row in rows():
            found.append(row)
    except TypeError:
        found.append("not so")
    tasks = [asyncio.ensure_future(table())]
    for future in asyncio.as_completed(tasks):
        found += await future
    return found + [row async for row in rows()]
