# unchanged
import asyncio
import functools

log = []
kept = []


async def work(name):
    await asyncio.sleep(0)
    log.append(name)
    return name


class Service:
    def start(self):
        self.task = asyncio.create_task(work("attribute"))
        self.tasks = {"a": asyncio.create_task(work("dictionary"))}
        kept.append(asyncio.create_task(work("list")))
        return asyncio.create_task(work("returned"))


class Group:
    def create_task(self, coroutine):
        kept.append(asyncio.ensure_future(coroutine))


def make():
    global running
    running = asyncio.create_task(work("global"))


async def later(task):
    return await task


async def main():
    service = Service()
    await service.start()
    group = Group()
    group.create_task(work("own group"))
    make()
    keeper = asyncio.create_task(work("as long as main waits"))
    read = asyncio.create_task(work("read"))
    await later(asyncio.create_task(work("argument")))
    await asyncio.gather(*[asyncio.create_task(work(name)) for name in "ab"])
    await asyncio.wait([asyncio.ensure_future(work("waited"))])
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    asyncio.ensure_future(future)
    asyncio.ensure_future(loop.run_in_executor(None, log.append, "executor"))
    future.set_result(None)
    start = lambda: asyncio.create_task(work("returned by a lambda"))
    await start()
    await functools.partial(asyncio.create_task, work("partial"))()
    await read
    await asyncio.sleep(0.01)
    return sorted(log)
