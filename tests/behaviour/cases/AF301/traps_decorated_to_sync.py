# unchanged
import asyncio
import functools
import threading


def synchronous(function):
    @functools.wraps(function)
    def wrapper(*args):
        result = []
        thread = threading.Thread(target=lambda: result.append(asyncio.run(function(*args))))
        thread.start()
        thread.join()
        return result[0]

    return wrapper


@synchronous
async def compute(n):
    return n + 1


async def main():
    compute(0)
    return compute(1) + 1
