# strategy: await
# result: (['a', 'b', 'c'], 3)
class Base:
    def __init__(self):
        self.saved = []

    async def save(self, item):
        self.saved.append(item)


class Repo(Base):
    async def count(self):
        return len(self.saved)


class Service:
    def __init__(self, repo: Repo):
        self.repo = repo
        self.own = Repo()

    async def run(self):
        self.repo.save("a")
        repo = self.repo
        repo.save("b")
        await self.repo.save("c")
        self.own.save("d")
        try:
            return self.repo.count() + 0
        except TypeError:
            return "never awaited"


async def main():
    repo = Repo()
    service = Service(repo)
    count = await service.run()
    return repo.saved, count
