# unchanged
class Meta(type):
    def __new__(mcs, name, bases, names):
        names["__iter__"] = lambda self: iter(["one", "two"])
        return super().__new__(mcs, name, bases, names)


class Rows(metaclass=Meta):
    def __aiter__(self):
        return self

    async def __anext__(self):
        raise StopAsyncIteration


async def main():
    return [row for row in Rows()]
