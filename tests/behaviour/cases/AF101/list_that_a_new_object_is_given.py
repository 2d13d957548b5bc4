# held back: other tasks may change `store.rows[…]`
# differs: [0, 0]
import asyncio
import time

ROWS = []


class Store:
    def __init__(self, rows):
        self.rows = rows


async def add():
    store = Store(ROWS)
    number = len(store.rows)
    time.sleep(0.02)
    store.rows.append(number)
    return number


async def main():
    return await asyncio.gather(add(), add())
