# unchanged
class Sync:
    def save(self):
        return "sync"


class Async:
    async def save(self):
        return "async"


def save():
    return "function"


async def main():
    save()
    Sync().save()
    return save(), Sync().save(), await Async().save()
