# held back: other tasks may change `members` while the loop goes through it
# differs: Set changed size during iteration
import asyncio
import time


class Room:
    def __init__(self):
        self.members = {"ann", "bob"}

    def __iter__(self):
        for name in self.members:
            yield name

    def join(self, name):
        self.members.add(name)

    async def greet(self):
        greeted = []
        for name in self:
            time.sleep(0.001)
            greeted.append(name)
        return sorted(greeted)


async def join(room, name):
    room.join(name)


async def main():
    room = Room()
    return (await asyncio.gather(room.greet(), join(room, "eve")))[0]
