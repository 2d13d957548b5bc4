import os

import redis

store = redis.Redis(port=int(os.environ["PORT"]), decode_responses=True)


async def pause():
    pass


async def cached(name):
    await pause()
    value = store.get(name)
    if value is None:
        store.set(name, f"made {name}", ex=60)
    return value, store.exists(name), store.ttl(name) > 0


async def piped():
    await pause()
    with store.pipeline() as pipe:
        pipe.incr("a").incr("b")
        pipe.incr("a")
        return pipe.execute()


async def kept():
    await pause()
    store.hset("h", mapping={"x": 1, "y": "two"})
    store.rpush("l", "a", "b", "c")
    store.zadd("z", {"one": 1, "two": 2})
    keys = sorted(store.scan_iter("*"))
    return store.hgetall("h"), store.lrange("l", 0, -1), store.zrange("z", 0, -1), keys


async def errors():
    await pause()
    try:
        store.incr("h")
    except redis.ResponseError as error:
        return type(error).__name__


async def main():
    store_was = store.flushall()
    first = await cached("pen"), await cached("pen"), await piped(), await piped()
    return store_was, first, await kept(), await errors()
