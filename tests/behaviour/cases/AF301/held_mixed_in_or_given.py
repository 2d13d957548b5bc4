# result: "['sent a', 'sent b', 'sent c', 'kept d', 'sent e', 'sent f'] 3 False 6"
import asyncio
import functools

LOG = []


async def send(name):
    await asyncio.sleep(0)
    LOG.append(f"sent {name}")
    return len(LOG)


class Mail:
    async def store(self, name):
        await send(name)


class Disk:
    async def store(self, name):
        LOG.append(f"kept {name}")


class Notifying:
    async def notify(self, name):
        self.deliver(name)


class Service(Notifying):
    def __init__(self, first):
        self.send = send
        self.send_b = functools.partial(send, "b")
        self.place = Mail() if first else Disk()

    async def deliver(self, name):
        await send(name)

    def queue(self, name):
        LOG.index("sent a")
        return send(name)

    async def run(self):
        self.send("a")
        self.send_b()
        return self.place


async def is_short(name):
    await asyncio.sleep(0)
    return len(name) < 2


async def main():
    service = Service(True)
    await service.run()
    service.place.store("c")
    count = len(LOG)
    Service(False).place.store("d")
    await service.notify("e")
    total = service.queue("f") + 0
    short = all([is_short(name) for name in ("a", "bc")])
    return f"{LOG} {count} {short} {total}"
