# unchanged
async def work(n):
    return n * 2


def choose(n):
    return work(n) if n else work(10)


class Service:
    def call(self, n):
        return work(n)


async def main():
    alias = work
    return await choose(1), await Service().call(2), await (lambda n: work(n))(3), await alias(4)
