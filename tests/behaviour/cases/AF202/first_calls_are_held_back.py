# held back: two tasks that call it at the same time
# options: select=AF202
import functools
import time


@functools.lru_cache
def ready():
    time.sleep(0.01)
    return True


async def main():
    return ready()
