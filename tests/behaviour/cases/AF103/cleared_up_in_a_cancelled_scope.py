# held back: a cancelled scope of
# loop: trio
import os
import shutil

import trio


class Folder:
    def __init__(self, path):
        self.path = path

    async def __aenter__(self):
        os.mkdir(self.path)
        return self

    async def __aexit__(self, *error):
        shutil.rmtree(self.path)


async def in_finally(path):
    os.mkdir(path)
    try:
        await trio.sleep(5)
    finally:
        shutil.rmtree(path)


async def in_except(path):
    os.mkdir(path)
    try:
        await trio.sleep(5)
    except trio.Cancelled:
        shutil.rmtree(path)
        raise


async def clear(path):
    shutil.rmtree(path)


async def by_another(path):
    os.mkdir(path)
    try:
        await trio.sleep(5)
    finally:
        await clear(path)


async def by_its_end(path):
    async with Folder(path):
        await trio.sleep(5)


async def appended(path):
    with open(path, "a") as file:
        await trio.sleep(5)
        file.write("late")


async def main():
    left = []
    for work in (in_finally, in_except, by_another, by_its_end, appended):
        with trio.move_on_after(0.01):
            await work(work.__name__)
        left.append(os.path.isdir(work.__name__))
    return left
