# unchanged
def entered_plainly(cls):
    cls.__enter__ = lambda self: "plainly"
    cls.__exit__ = lambda self, *error: None
    return cls


@entered_plainly
class Both:
    async def __aenter__(self):
        return "waiting"

    async def __aexit__(self, *error):
        pass


async def main():
    with Both() as how:
        return how
