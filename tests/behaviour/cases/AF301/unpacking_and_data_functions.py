# strategy: await
# result: (1, 2, 'a,b', '1 2', True, 'two', [2])
async def pair():
    return 1, 2


async def letters():
    return ["a", "b"]


async def number():
    return 2


def named(n):
    match n:
        case 2:
            return "two"


async def main():
    first, second = pair()
    joined = ",".join(letters())
    shown = "{} {}".format(*pair())
    table = [0, 1, 2]
    even = table[number()] == 2 and not number() % 2
    match number():
        case 2:
            word = "two"
        case _:
            word = "none"
    kept = [n for n in table[number() :] if number()]
    return first, second, joined, shown, even, word, kept
