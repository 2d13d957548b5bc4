# unchanged
def gone_through_plainly(cls):
    cls.__iter__ = lambda self: iter([1])
    return cls


@gone_through_plainly
class Both:
    def __aiter__(self):
        return self

    async def __anext__(self):
        raise StopAsyncIteration


async def main():
    return [number for number in Both()]
