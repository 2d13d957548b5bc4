# strategy: await
# result: ['open', 'close']
class Connection:
    def __init__(self):
        self.log = []

    async def open(self):
        self.log.append("open")

    async def close(self):
        self.log.append("close")

    async def use(self):
        self.open()
        self.close()
        return self.log


async def main():
    return await Connection().use()
