# held back: `send` awaits it: other tasks may set `self.closed`, which is tested before the await
# differs: AttributeError
import asyncio
import time


class Link:
    def __init__(self, inbox):
        self.closed = False
        self.inbox = inbox

    async def send(self, text):
        if not self.closed:
            await self._put(text)
        return self.closed

    async def _put(self, text):
        time.sleep(0.01)
        self.inbox.append(text)

    async def close(self):
        self.closed = True
        self.inbox = None


async def main():
    link = Link([])
    return await asyncio.gather(link.send("hi"), link.close())
