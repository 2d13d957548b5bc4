# unchanged
def entered_plainly(cls):
    cls.__enter__ = lambda self: "plainly"
    cls.__exit__ = lambda self, *error: None
    return cls


def completed(*names):
    def complete(cls):
        for name in names:
            setattr(cls, f"__{name}__", lambda self, *error: "completed")
        return cls

    return complete


@completed("enter", "exit")
class Completed:
    async def __aenter__(self):
        return "waiting"

    async def __aexit__(self, *error):
        pass


@entered_plainly
class Both:
    async def __aenter__(self):
        return "waiting"

    async def __aexit__(self, *error):
        pass


async def main():
    with Both() as how, Completed() as other:
        return how, other
