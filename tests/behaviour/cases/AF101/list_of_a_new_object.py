import asyncio
import time


class Store:
    known = []

    def __init__(self, rows):
        self.rows = list(rows)
        self.added = 0


async def add(rows):
    store = Store(rows)
    number = len(store.rows) + store.added
    time.sleep(0.02)
    store.rows.append(number)
    store.known = store.rows
    store.added += 1
    return store.rows, store.added, store.known


async def main():
    rows = [7]
    return await asyncio.gather(add(rows), add(rows))
