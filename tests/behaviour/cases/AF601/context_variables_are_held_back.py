# held back: the function would see the context variables of its caller
# differs: first
import asyncio
import contextvars

request = contextvars.ContextVar("request", default="none")


def current():
    return request.get()


async def main():
    request.set("first")
    return await asyncio.get_running_loop().run_in_executor(None, current)
