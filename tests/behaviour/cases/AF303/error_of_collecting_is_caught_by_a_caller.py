# held back: catches the error that it raised
# differs: [1]
async def rows():
    yield 1


async def all_rows():
    return list(rows())


async def main():
    try:
        return await all_rows()
    except TypeError:
        return "not supported"
