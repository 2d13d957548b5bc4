# held back: known by an annotation only
# differs: can't be used in 'await' expression
class Repo:
    async def save(self):
        return "saved"


class Memory:
    def save(self):
        return "kept"


async def store(repo: Repo):
    repo.save()
    return "done"


async def main():
    return await store(Memory())
