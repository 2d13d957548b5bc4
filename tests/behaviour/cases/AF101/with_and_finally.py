# strategy: native
import contextlib
import time


@contextlib.asynccontextmanager
async def resource(log):
    log.append("open")
    time.sleep(0.001)
    try:
        yield "handle"
    finally:
        time.sleep(0.001)
        log.append("close")


async def main():
    log = []
    async with resource(log) as handle:
        log.append(handle)
    return log
