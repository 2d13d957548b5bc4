# options: unsafe
# strategy: await
# result: (['saved 1', 'logged 1', 'saved 2', 'logged 2'], 'stored 2!')
LOG = []


async def save(item):
    LOG.append(f"saved {item}")


async def log(item):
    LOG.append(f"logged {item}")


def store(item):
    """Saves and logs."""
    save(item)
    log(item)
    return f"stored {item}"


async def first():
    store(1)


async def main():
    await first()
    return LOG, store(2) + "!"
