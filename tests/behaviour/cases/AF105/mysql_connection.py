# strategy: thread
# file pymysql.py: 'import threading\nimport time\n\n\nclass Owned:\n    def __init__(self):\n        self.thread = threading.get_ident()\n\n    def work(self):\n        if self.thread != threading.get_ident():\n            raise RuntimeError("another thread")\n        time.sleep(0.01)\n\n    def __enter__(self):\n        return self\n\n    def __exit__(self, kind, error, trace):\n        self.close()\n\n    def close(self):\n        pass\n\n\nclass connection(Owned):\n    rows = []\n\n    def cursor(self):\n        return cursor()\n\n    def commit(self):\n        self.work()\n\n\nclass cursor(Owned):\n    def execute(self, statement, values=()):\n        self.work()\n        connection.rows.append((statement, *values))\n\n    def fetchall(self):\n        return list(connection.rows)\n\n\ndef connect(database):\n    made = connection()\n    made.work()\n    return made\n'
import sys

sys.path.insert(0, "")

import pymysql

DATABASE = "shop"


async def log(name):
    pass


async def block(name):
    await log(name)
    with pymysql.connect(database=DATABASE) as connection, connection.cursor() as cursor:
        cursor.execute("insert into item values (%s)", (name,))
        return len(cursor.fetchall())


async def lines(name):
    await log(name)
    connection = pymysql.connect(database=DATABASE)
    try:
        cursor = connection.cursor()
        cursor.execute("select %s", (name,))
        rows = cursor.fetchall()
        connection.commit()
    finally:
        connection.close()
    return rows


async def failing(name):
    try:
        with pymysql.connect(database=DATABASE) as connection:
            connection.cursor().execute("insert into item values (%s)", (name,))
            raise ValueError(name)
    except ValueError as error:
        return repr(error)


async def main():
    return await block("pen"), await lines("cup"), await failing("ink"), await block("nib")
