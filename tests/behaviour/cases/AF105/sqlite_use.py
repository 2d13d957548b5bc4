# strategy: thread
import sqlite3


async def total(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE item (price INTEGER)")
        connection.executemany("INSERT INTO item VALUES (?)", [(1,), (2,)])
        (found,) = connection.execute("SELECT sum(price) FROM item").fetchone()
    connection.close()
    return found


async def main():
    return await total("shop.db")
