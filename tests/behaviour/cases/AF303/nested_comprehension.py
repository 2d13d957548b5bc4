# held back: needs Python 3.11
async def rows():
    yield 1


async def nested():
    return [[row for row in rows()] for _ in range(2)]


async def collected():
    return {number: list(rows()) for number in range(2)}


async def main():
    out = []
    for each in (nested, collected):
        try:
            out.append(await each())
        except TypeError:
            out.append("no")
    return out
