# unchanged
import asyncio
import threading

local = threading.local()
other = threading.local()


class local_names:
    user = "class"


async def client():
    if not hasattr(local, "client"):
        local.client = object()
    try:
        return local.connection
    except AttributeError:
        local.connection = object()
    return local.connection


def work(number):
    other.number = number
    return other.number


async def main():
    names = local_names()
    names.user = "own"
    first, second = await client(), await client()
    return first is second, await asyncio.to_thread(work, 3), names.user
