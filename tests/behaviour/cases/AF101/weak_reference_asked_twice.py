# held back: other tasks may take `self._parent[…]` away
# differs: 'NoneType' object has no attribute
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
        if self._parent() is None:
            return "gone"
        time.sleep(0.02)
        return self._parent().name


async def main():
    nodes = [Node("root")]
    leaf = Leaf(nodes[0])

    async def drop():
        nodes.clear()

    return await asyncio.gather(leaf.path(), drop())
