# strategy: await
# result: ['saved 1', 'done']
LOG = []


async def save(item):
    LOG.append(f"saved {item}")


async def main():
    save(1)
    LOG.append("done")
    return LOG
