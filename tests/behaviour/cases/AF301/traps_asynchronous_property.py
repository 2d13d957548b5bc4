# unchanged
import asyncio


class User:
    @property
    async def name(self):
        return "ann"

    @property
    def plain(self):
        return "plain"


class Ready(User):
    @property
    def name(self):
        return "ready"


class Other:
    name = "other"

    async def __call__(self):
        return "called"


class Quiet(Other):
    def __call__(self):
        return "quiet"


async def told(user: User):
    return f"{user.name}"


async def awaited(other: Other):
    waiting = User().name
    return await asyncio.gather(waiting, Other()())


async def called(other: Other):
    other()
    return other.name.upper(), User().plain.upper()


async def main():
    return await told(Ready()), await awaited(Other()), await called(Quiet())
