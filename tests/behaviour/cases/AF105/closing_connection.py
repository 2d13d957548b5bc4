import sqlite3
from contextlib import closing


async def main():
    with closing(sqlite3.connect("x.db")) as connection:
        with connection:
            connection.execute("create table t (a)")
            connection.execute("insert into t values (1)")
        rows = connection.execute("select a from t").fetchall()
    return rows
