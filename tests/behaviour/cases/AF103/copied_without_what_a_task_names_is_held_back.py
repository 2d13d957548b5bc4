# held back: uses `asyncio.current_task`, which needs the event loop's thread
# differs: no running event loop
# file data/a.txt: 'alpha'
import asyncio
import shutil


def others(_, names):
    mine = asyncio.current_task().get_name()
    return [name for name in names if mine in name]


async def main():
    shutil.copytree("data", "copy", ignore=others)
