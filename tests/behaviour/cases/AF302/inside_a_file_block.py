# strategy: await, thread
# rules: AF302, AF303, AF103
# result: ['alpha', 'beta', '']
# file data.txt: 'alpha\nbeta\n'
import asyncio

lock = asyncio.Lock()


async def steps():
    for number in range(2):
        yield number


async def read(path):
    found = []
    with open(path) as file:
        with lock:
            found.append(file.readline().strip())
    with open(path) as file:
        file.readline()
        for _ in steps():
            found.append(file.readline().strip())
    return found


async def main():
    return await read("data.txt")
