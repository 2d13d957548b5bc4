# strategy: thread
# options: unsafe select=AF202
# file words.txt: 'alpha\nbeta\n'
import functools


@functools.lru_cache
def words():
    with open("words.txt") as file:
        return file.read().split()


async def main():
    first = words()
    return [first, words() is first]
