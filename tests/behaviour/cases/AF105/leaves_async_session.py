# unchanged
class AsyncSession:
    async def execute(self, statement):
        return [statement]

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        return None


async def main():
    async with AsyncSession() as session:
        return await session.execute("SELECT 1")
