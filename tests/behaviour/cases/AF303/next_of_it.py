# held back: cannot go through it
async def rows():
    yield 1


async def main():
    try:
        return next(rows())
    except Exception as error:
        return type(error).__name__
