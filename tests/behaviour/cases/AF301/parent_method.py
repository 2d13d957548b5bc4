# strategy: await
# result: ['base', 'child']
class Base:
    def __init__(self):
        self.log = []

    async def setup(self):
        self.log.append("base")


class Child(Base):
    async def start(self):
        super().setup()
        self.log.append("child")


async def main():
    child = Child()
    await child.start()
    return child.log
