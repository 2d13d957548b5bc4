# strategy: await
# result: ['rollback', 'release']
LOG = []


async def rollback():
    LOG.append("rollback")


async def release():
    LOG.append("release")


async def main():
    try:
        raise ValueError("no")
    except ValueError:
        rollback()
    finally:
        release()
    return LOG
