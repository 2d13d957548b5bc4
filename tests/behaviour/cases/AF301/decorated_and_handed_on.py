# strategy: await
# result: ['saved ann', 'saved bob', 'ANN', 'bob!', 3]
import functools

done = []


def logged(function):
    @functools.wraps(function)
    async def wrapper(*args, **options):
        try:
            return await function(*args, **options)
        finally:
            done.append(f"saved {args[0]}")

    return wrapper


def retried(times):
    def decorate(function):
        @functools.wraps(function)
        async def wrapper(*args):
            for _ in range(times):
                result = await function(*args)
                if result is not None:
                    return result

        return wrapper

    return decorate


known = {}


def registered(name):
    def decorate(function):
        known[name] = function
        return function

    return decorate


@registered("save")
@logged
async def save(name):
    return None


@retried(3)
async def load(name):
    return {"name": name}


class Repo:
    @logged
    async def save(self, name):
        return None


def shown(record):
    return record["name"].upper()


async def later(record):
    return shouted(record)


def shouted(record):
    return record["name"] + "!"


def counted(*, record, by):
    return len(record) + by


async def main():
    save("ann")
    await save("bob")
    return [*done, shown(load("ann")), await later(load("bob")), counted(record=load("eve"), by=2)]
