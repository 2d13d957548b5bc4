# held back: what `sorted` calls is not known
# differs: no running event loop
# file words.txt: 'beta\nAlpha\n'
import asyncio

KEYS = {"task": lambda line: (asyncio.current_task().get_name(), line)}


async def words(key):
    with open("words.txt") as file:
        return sorted(file, key=key)


async def main():
    return await words(KEYS["task"])
