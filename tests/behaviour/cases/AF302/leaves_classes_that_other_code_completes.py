# unchanged
class Meta(type):
    def __new__(mcs, name, bases, names):
        names["__enter__"] = lambda self: "by its metaclass"
        names["__exit__"] = lambda self, *args: None
        return super().__new__(mcs, name, bases, names)


class Base:
    def __init_subclass__(cls):
        setattr(cls, "__enter__", lambda self: "by its base")
        setattr(cls, "__exit__", lambda self, *args: None)


class Asynchronous:
    async def __aenter__(self):
        return "asynchronously"

    async def __aexit__(self, *args):
        return None


class First(Asynchronous, metaclass=Meta):
    pass


class Second(Base, Asynchronous):
    pass


class Third(Asynchronous):
    pass


for name in ("enter", "exit"):
    setattr(Third, f"__{name}__", lambda self, *args: None if args else "by the module")


async def main():
    with First() as first, Second() as second, Third() as third:
        return first, second, third
