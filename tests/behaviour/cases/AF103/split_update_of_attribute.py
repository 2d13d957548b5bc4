# held back: which is read before the await and written after
# file a.txt: 'one'
class Counter:
    total = 0

    async def add(self):
        with open("a.txt") as file:
            self.total += len(file.read())


async def main():
    counter = Counter()
    await counter.add()
    return counter.total
