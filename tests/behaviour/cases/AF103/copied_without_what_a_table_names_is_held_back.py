# held back: what `shutil.copytree` calls is not known
# differs: no running event loop
# file data/a.txt: 'alpha'
import asyncio
import shutil


def others(_, names):
    mine = asyncio.current_task().get_name()
    return [name for name in names if mine in name]


IGNORED = {"others": others}


async def main():
    shutil.copytree("data", "copy", ignore=IGNORED["others"])
