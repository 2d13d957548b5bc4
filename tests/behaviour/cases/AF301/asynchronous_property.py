# result: (['locked', 'read'], 'ann', 'ANN', True, 'bob', 'called by main')
import functools

LOG = []


class User:
    def __init__(self, name):
        self._name = name

    @property
    async def name(self):
        return self._name

    @functools.cached_property
    async def lock(self):
        LOG.append("locked")

    @property
    async def log(self):
        LOG.append("read")

    async def __call__(self, who):
        return f"called by {who}"


async def main():
    user = User("ann")
    user.lock
    user.log
    known = user.name
    upper = user.name.upper()
    same = user.name == "ann"
    other = await User("bob").name
    told = user("main")
    return LOG, known[:3], upper, same, other, told[:]
