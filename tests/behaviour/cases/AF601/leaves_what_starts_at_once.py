# unchanged
import asyncio
import functools
from concurrent.futures import ThreadPoolExecutor

LOG = []


def note(text):
    LOG.append(text)
    return text


class Pool:
    async def run_in_executor(self, executor, function, *args):
        return function(*args)


async def main():
    loop = asyncio.get_running_loop()
    started = loop.run_in_executor(None, note, "started")
    await asyncio.sleep(0.05)
    LOG.append("then")
    await started
    await asyncio.shield(loop.run_in_executor(None, note, "shielded"))
    done, _ = await asyncio.wait([loop.run_in_executor(None, note, "waited")])
    loop.run_in_executor(None, note, "called").add_done_callback(lambda _: LOG.append("back"))
    together = asyncio.gather(loop.run_in_executor(None, note, "gathered"))
    await asyncio.sleep(0.05)
    LOG.append("last")
    await together
    with ThreadPoolExecutor(1) as pool:
        await loop.run_in_executor(pool, note, "pool")
    await Pool().run_in_executor(None, note, "own")
    return LOG


def plain():
    return asyncio.new_event_loop().run_in_executor(None, functools.partial(note, text="x"))
