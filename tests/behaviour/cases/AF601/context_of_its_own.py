# strategy: thread
# blind
import asyncio
import contextvars
import functools

request = contextvars.ContextVar("request", default="none")


def current():
    return request.get()


async def main():
    request.set("first")
    loop = asyncio.get_event_loop()
    context = contextvars.copy_context()
    request.set("second")
    in_context = functools.partial(context.run, current)
    return await loop.run_in_executor(None, in_context), await loop.run_in_executor(
        None, context.run, current
    )
