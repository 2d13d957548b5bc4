# strategy: await
# result: [[2, 1], [1, 2], [1, 2], (2, 1), 3, 1, {2: 'b', 1: 'a'}, 'item']
async def rows():
    yield 2
    yield 1


async def pairs():
    yield 2, "b"
    yield 1, "a"


async def collected(item):
    return [
        list(rows()),
        sorted(set(rows())),
        sorted(rows()),
        tuple(rows()),
        sum(rows()),
        min(rows()),
        dict(pairs()),
        item,
    ]


async def main():
    return await collected("item")
