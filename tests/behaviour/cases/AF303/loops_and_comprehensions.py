# strategy: await
# result: ([1, 2, 3], [2, 4, 6], [1, 2], [1, 3], 'through', [(0, 1), (0, 2), (0, 3)])
async def rows(limit=3):
    for number in range(1, limit + 1):
        yield number


class Table:
    async def __aiter__(self):
        yield 1
        yield 3

    async def all(self):
        for row in self:
            yield row


async def loop():
    found = []
    for row in rows():
        found.append(row)
        if row == 5:
            break
    else:
        found = found[:]
    return found


def handed():
    return rows()


async def doubled():
    return [row * 2 for row in handed()]


async def filtered():
    return sorted({row for row in rows() if row < 3})


async def table():
    return [row for row in Table().all()]


async def keyed():
    return "through" if {row: 1 for row in rows()} else ""


async def second():
    pairs = [(x, row) for row in rows() for x in rows(1) if row]
    return pairs and [(x, row) for x in range(1) for row in rows()]


async def main():
    out = []
    for each in (loop, doubled, filtered, table, keyed, second):
        try:
            out.append(await each())
        except TypeError:
            out.append(None)
    return tuple(out)
