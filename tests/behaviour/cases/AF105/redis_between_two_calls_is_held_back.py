# held back: other tasks may change what is stored before its result is used
# differs: {'count': 1}
# file redis.py: 'import time\n\n\nclass Redis:\n    def __init__(self):\n        self.kept = {}\n\n    def get(self, key):\n        time.sleep(0.01)\n        return self.kept.get(key)\n\n    def set(self, key, value, ex=None):\n        time.sleep(0.01)\n        self.kept[key] = value\n        return True\n\n    def incr(self, key):\n        time.sleep(0.01)\n        self.kept[key] = self.kept.get(key, 0) + 1\n        return self.kept[key]\n\n    def pipeline(self):\n        return Pipeline(self)\n\n\nclass Pipeline:\n    def __init__(self, store):\n        self.store, self.queued = store, []\n\n    def __enter__(self):\n        return self\n\n    def __exit__(self, *error):\n        self.queued.clear()\n\n    def incr(self, key):\n        self.queued.append(key)\n        return self\n\n    def execute(self):\n        return [self.store.incr(key) for key in self.queued]\n'
import asyncio
import sys

sys.path.insert(0, "")

import redis

store = redis.Redis()


async def count():
    await asyncio.sleep(0)
    store.set("count", (store.get("count") or 0) + 1)


async def main():
    await asyncio.gather(*(count() for _ in range(5)))
    return store.kept
