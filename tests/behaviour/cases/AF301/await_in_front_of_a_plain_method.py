# held back: belongs in parentheses with the call
class User:
    def __init__(self, name):
        self.name = name

    def greeting(self):
        return f"hello {self.name}"


async def load(name):
    return User(name)


async def main():
    return await load("ann").greeting()
