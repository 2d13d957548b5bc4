# held back: `anyio` is imported only when it is needed
# file data.txt: 'data'
import shutil


async def pause():
    import anyio

    await anyio.sleep(0)


async def copy():
    shutil.copyfile("data.txt", "copy.txt")


async def main():
    await pause()
    await copy()
