# held back: what `user` is, is known by an annotation only
class User:
    @property
    async def name(self):
        return "ann"


class Plain:
    name = "bob"


async def greet(user: User):
    return f"hello {user.name}"


async def main():
    return await greet(Plain())
