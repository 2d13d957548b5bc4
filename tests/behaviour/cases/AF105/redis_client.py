# options: unsafe
# strategy: thread
# file redis.py: 'import time\n\n\nclass Redis:\n    def __init__(self):\n        self.kept = {}\n\n    def get(self, key):\n        time.sleep(0.01)\n        return self.kept.get(key)\n\n    def set(self, key, value, ex=None):\n        time.sleep(0.01)\n        self.kept[key] = value\n        return True\n\n    def incr(self, key):\n        time.sleep(0.01)\n        self.kept[key] = self.kept.get(key, 0) + 1\n        return self.kept[key]\n\n    def pipeline(self):\n        return Pipeline(self)\n\n\nclass Pipeline:\n    def __init__(self, store):\n        self.store, self.queued = store, []\n\n    def __enter__(self):\n        return self\n\n    def __exit__(self, *error):\n        self.queued.clear()\n\n    def incr(self, key):\n        self.queued.append(key)\n        return self\n\n    def execute(self):\n        return [self.store.incr(key) for key in self.queued]\n'
import sys

sys.path.insert(0, "")

from redis import Redis

store = Redis()


async def log(name):
    pass


async def cached(name):
    await log(name)
    value = store.get(name)
    if value is None:
        store.set(name, f"made {name}", ex=60)
    return value


async def counted():
    await log("count")
    with store.pipeline() as pipe:
        pipe.incr("a").incr("b")
        pipe.incr("a")
        return pipe.execute()


async def main():
    return [await cached("pen"), await cached("pen"), await counted(), await counted()]
