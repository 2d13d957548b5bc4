import os

import DRIVER

DSN = os.environ["DSN"]


async def pause():
    pass


async def prepare():
    await pause()
    with DRIVER.connect(DSN) as connection, connection.cursor() as cursor:
        cursor.execute("create table item (id serial primary key, name text unique)")
        cursor.execute("insert into item (name) values (%s) returning id", ("pen",))
        return cursor.fetchone()


async def lines(name):
    await pause()
    connection = DRIVER.connect(DSN)
    try:
        cursor = connection.cursor()
        cursor.executemany("insert into item (name) values (%s)", [(name,), ("cup",)])
        cursor.execute("select name from item order by id")
        rows = [row[0] for row in cursor.fetchall()]
        connection.commit()
    finally:
        connection.close()
    return rows


async def twice(name):
    await pause()
    try:
        with DRIVER.connect(DSN) as connection:
            connection.cursor().execute("insert into item (name) values ('lost')")
            connection.cursor().execute("insert into item (name) values (%s)", (name,))
    except DRIVER.IntegrityError as error:
        return type(error).__name__


async def forgotten():
    await pause()
    connection = DRIVER.connect(DSN)
    connection.cursor().execute("insert into item (name) values ('gone')")
    connection.close()


async def count():
    await pause()
    with DRIVER.connect(DSN) as connection, connection.cursor() as cursor:
        cursor.execute("select count(*), max(name) from item where name <> %s", ("none",))
        for row in cursor:
            return row


async def main():
    return await prepare(), await lines("ink"), await twice("pen"), await forgotten(), await count()
