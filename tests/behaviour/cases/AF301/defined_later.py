# strategy: await
# result: ['late']
LOG = []


async def main():
    later()
    return LOG


async def later():
    LOG.append("late")
