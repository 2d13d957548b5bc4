# strategy: await
# result: ['saved', 'kept']
LOG = []


class Repo:
    async def save(self):
        LOG.append("saved")


class Memory:
    def save(self):
        LOG.append("kept")


async def main():
    repo = Repo()
    repo.save()
    memory = Memory()
    memory.save()
    return LOG
