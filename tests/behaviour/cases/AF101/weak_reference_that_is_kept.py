import asyncio
import time
import weakref


class Node:
    def __init__(self, name):
        self.name = name


class Leaf:
    def __init__(self, parent):
        self._parent = weakref.ref(parent)

    async def path(self):
        parent = self._parent()
        if parent is None:
            return "gone"
        time.sleep(0.02)
        return parent.name


async def main():
    nodes = [Node("root")]
    leaf = Leaf(nodes[0])

    async def drop():
        nodes.clear()

    path, _ = await asyncio.gather(leaf.path(), drop())
    return path, await leaf.path()
