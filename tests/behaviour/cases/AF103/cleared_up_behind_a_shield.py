# strategy: thread
# loop: anyio
# file data.txt: 'data'
# leaves: the program makes the folder on the loop, and looks for it
import os
import shutil

import anyio


async def work(path):
    os.mkdir(path)
    try:
        await anyio.sleep(5)
    finally:
        with anyio.CancelScope(shield=True):
            shutil.rmtree(path)


async def copied(path):
    shutil.copyfile("data.txt", path)
    return os.path.exists(path)


async def main():
    with anyio.move_on_after(0.01):
        await work("folder")
    return os.path.isdir("folder"), await copied("copy")
