# held back: other tasks may set `self.closed`
# differs: list index out of range
import asyncio
import time


class Journal:
    def __init__(self):
        self.closed = False
        self.names = ["first"]

    async def close(self):
        self.closed = True
        self.names.clear()

    async def first(self):
        if self.closed:
            return "closed"
        time.sleep(0.02)
        return self.names[0]


async def main():
    journal = Journal()
    return await asyncio.gather(journal.first(), journal.close())
