# strategy: thread
# file words.txt: 'beta\nAlpha\n'
def lower(line):
    return line.lower()


async def lines(fold):
    with open("words.txt") as file:
        return sorted(file, key=(lower if fold else len))


async def main():
    return await lines(True), await lines(False)
