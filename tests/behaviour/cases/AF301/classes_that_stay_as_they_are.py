# strategy: await
# result: (['name'], ['Repo', 'Repo'])
KNOWN = {}


def register(cls):
    KNOWN[cls.__name__] = cls
    cls.registered = True
    return cls


class Single(type):
    def __new__(mcs, name, bases, body):
        body.get("save")
        return super().__new__(mcs, name, bases, body)

    def __call__(cls, *args):
        return super().__call__(*args)


class Base(metaclass=Single):
    def __init_subclass__(cls):
        KNOWN[cls.__name__.lower()] = cls


@register
class Repo(Base):
    def __init__(self, **options):
        self.saved = []
        for name, value in options.items():
            setattr(self, name, value)
        globals()["OPTIONS"] = options

    async def save(self, name):
        self.saved.append(name)


async def main():
    repo = Repo()
    repo.save("name")
    return repo.saved, [item.__name__ for item in KNOWN.values()]
