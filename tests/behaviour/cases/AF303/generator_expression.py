# held back: would become an asynchronous one
async def rows():
    yield 1


async def lazily():
    return list(row for row in rows())


async def main():
    try:
        return await lazily()
    except TypeError:
        return "no"
