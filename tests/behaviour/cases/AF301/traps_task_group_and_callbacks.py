# unchanged
import contextlib


async def close(log):
    log.append("closed")


@contextlib.asynccontextmanager
async def opened(log):
    log.append("opened")
    yield log


async def items():
    yield 1
    yield 2


async def main():
    log = []
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(close, log)
        await stack.enter_async_context(opened(log))
        async with opened(log) as same:
            assert same is log
        log.extend([item async for item in items()])
    return log
