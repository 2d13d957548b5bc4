# unchanged
async def a():
    return "a"


async def b():
    return "b"


async def main():
    flag = True
    return await (a() if flag else b()), await (None or b())
