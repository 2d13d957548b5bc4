# blind
import asyncio

log = []


async def work(name):
    await asyncio.sleep(0)
    log.append(name)
    if name == "fails":
        raise ValueError(name)


class Service:
    def start(self):
        asyncio.create_task(
            work("method"), name="service",
        )


async def main():
    asyncio.create_task(work("first"))  # in the background
    asyncio.get_running_loop().create_task(work("second"))
    asyncio.ensure_future(work("third"))
    task = "a name that is in use"
    Service().start()
    for name in ("fourth", "fifth"):
        asyncio.create_task(work(name))
        task += name
    asyncio.get_running_loop().set_exception_handler(
        lambda loop, context: log.append(repr(context["exception"]))
    )
    asyncio.create_task(work("fails"))
    for _ in range(5):
        await asyncio.sleep(0)
    import gc

    gc.collect()
    await asyncio.sleep(0)
    return log, task
