# strategy: thread
# file data/a.txt: 'alpha'
# file data/a.log: 'beta'
import shutil


def logs(_, names):
    return [name for name in names if name.endswith(".log")]


async def main():
    shutil.copytree("data", "named", ignore=logs)
    shutil.copytree("data", "written", ignore=lambda _, names: [x for x in names if x[-1] == "g"])
    shutil.copytree("data", "made", ignore=shutil.ignore_patterns("*.log"))
