# strategy: await
# result: ['open', 'in 1', 'close', 'enter', 'in 2', 'exit', 'enter', 'in 3', 'exit']
import contextlib

LOG = []


@contextlib.asynccontextmanager
async def opened():
    LOG.append("open")
    yield 1
    LOG.append("close")


class Base:
    async def __aenter__(self):
        LOG.append("enter")
        return 2

    async def __aexit__(self, *error):
        LOG.append("exit")


class Child(Base):
    pass


async def first():
    with opened() as one:
        LOG.append(f"in {one}")


async def second():
    with Child() as two:
        LOG.append(f"in {two}")


async def third():
    with Base():
        return LOG.append("in 3")


async def main():
    for each in (first, second, third):
        try:
            await each()
        except (AttributeError, TypeError):
            LOG.append("failed")
    return LOG
