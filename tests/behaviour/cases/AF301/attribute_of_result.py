# strategy: await
# result: ('ann', 3)
class User:
    def __init__(self, name):
        self.name = name


async def load_user(name):
    return User(name)


async def main():
    try:
        return load_user("ann").name, len(load_user("bob").name)
    except AttributeError:
        return "never awaited"
