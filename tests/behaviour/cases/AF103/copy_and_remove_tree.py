# strategy: thread
# file tree/a/one.txt: '1'
# file tree/two.txt: '2'
import shutil


async def main():
    shutil.copytree("tree", "copy")
    target = shutil.copyfile("tree/two.txt", "two-copy.txt")
    shutil.rmtree("tree")
    return target
