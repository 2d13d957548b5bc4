# held back: `add` awaits it
# differs: [1]
# file step.txt: '1'
import asyncio

total = 0


async def step():
    with open("step.txt") as f:
        return int(f.read())


async def add():
    global total
    before = total
    total = before + await step()


async def main():
    await asyncio.gather(*(add() for _ in range(10)))
    return [total]
