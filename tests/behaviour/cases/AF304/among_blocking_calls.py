# rules: AF103, AF304, AF305, AF307
# file out.txt: ''
# result: ('ADA', 'ADA\nADA\n', ['ADA', 'ADA'])
import asyncio

log = []


async def fetch(key):
    await asyncio.sleep(0)
    log.append(key.upper())
    return key.upper()


def size(text) -> int:
    return len(text)


async def main():
    with open("out.txt", "w") as file:
        data = asyncio.run(fetch("ada"))
        file.write(data + "\n")
        asyncio.create_task(fetch(data))
        await asyncio.to_thread(size(data))
        file.write(data + "\n")
    with open("out.txt") as file:
        return data, file.read(), log
