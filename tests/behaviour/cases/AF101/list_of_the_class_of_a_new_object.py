# held back: other tasks may change `store.rows[…]`
# differs: [0, 0]
import asyncio
import time


class Store:
    rows = []


async def add():
    store = Store()
    number = len(store.rows)
    time.sleep(0.02)
    store.rows.append(number)
    return number


async def main():
    return await asyncio.gather(add(), add())
