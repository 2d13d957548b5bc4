# strategy: native
import asyncio
import time


class Hub:
    def __init__(self):
        self.subscribers = {"ann": [], "bob": []}

    def subscribe(self, name):
        self.subscribers[name] = []

    async def publish(self, message):
        return await send_all(dict(self.subscribers), message)


async def send_all(subscribers, message):
    sent = []
    for name, inbox in subscribers.items():
        time.sleep(0.001)
        inbox.append(message)
        sent.append(name)
    return sent


async def join(hub, name):
    hub.subscribe(name)


async def main():
    hub = Hub()
    sent, _ = await asyncio.gather(hub.publish("hi"), join(hub, "eve"))
    return sent, hub.subscribers
