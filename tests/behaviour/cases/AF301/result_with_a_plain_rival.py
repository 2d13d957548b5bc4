# held back: known by an annotation only
# differs: can't be used in 'await' expression
class Repo:
    async def save(self):
        return "saved"


class Memory:
    def save(self):
        return "kept"


def current() -> Repo:
    return Memory()


async def main():
    repo = current()
    repo.save()
    return "done"
