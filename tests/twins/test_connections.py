"""Connections that cannot become those of their twin, or not safely, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncfix.model import Applicability
from asyncfix.pipeline import run
from asyncfix.settings import Settings

HEAD = """\
import sqlite3
from contextlib import asynccontextmanager, closing
shared = sqlite3.connect('x')
class Store:
    def __init__(self, db):
        self.db = db
def prepare(store, db):
    db.execute('create table t (n)')
    attach(store, db)
def attach(store, db):
    store.db = db
"""
REFUSED = {
    "module": ("shared.execute('select 1')", "is made once for all tasks"),
    "attribute": (
        "holder.db = sqlite3.connect(holder.path)\nholder.db.execute('select 1')",
        "`holder.db` is not only what is opened here",
    ),
    "opened_again": (
        "db = sqlite3.connect('a')\ndb.commit()\ndb = sqlite3.connect('b')\ndb.commit()",
        "`db` is not only what is opened here",
    ),
    "handed_out": ("return sqlite3.connect('a')", "is not closed where it is opened"),
    "kept_open": (
        "with sqlite3.connect('a') as db:\n    db.commit()\nreturn db.execute('select 1')",
        "`db` is used beyond its `with`, which does not close it",
    ),
    "outside_of_its_block": (
        "if holder:\n    db = sqlite3.connect('a')\n    db.commit()\ndb.rollback()",
        "`db` is used outside of the block that opens it",
    ),
    "rolled_back": (
        "with closing(sqlite3.connect('a')) as db:\n    try:\n        with db:\n"
        "            db.execute('insert into t values (1)')\n"
        "    except sqlite3.Error:\n        db.execute('insert into t values (2)')",
        "an error rolls `db` back, and may not end its use",
    ),
    "again_and_again": (
        "with closing(sqlite3.connect('a')) as db:\n    for item in holder:\n        try:\n"
        "            with db:\n                db.execute('insert into t values (1)')\n"
        "        except sqlite3.Error:\n            pass",
        "an error rolls `db` back, and may not end its use",
    ),
    "left_by_break": (
        "for item in holder:\n    with sqlite3.connect('a') as db:\n"
        "        db.execute('insert into t values (1)')\n        break",
        "its `with` is left by `break` or `continue`",
    ),
    "left_within_try": (
        "with sqlite3.connect('a') as db:\n    try:\n        db.execute('delete from t')\n"
        "        return 1\n    except sqlite3.Error:\n        return 2",
        "its `with` is left from within a `try`",
    ),
    "on_one_line": (
        "with sqlite3.connect('a') as db: db.execute('delete from t')",
        "the block of its `with` is on the same line",
    ),
    "returns_on_one_line": (
        "with sqlite3.connect('a') as db:\n    db.execute('delete from t')\n"
        "    if holder: return 1",
        "a `return` in its `with` shares a line with other code",
    ),
    "two_things": (
        "with sqlite3.connect('a') as db, open('b') as file:\n    db.execute(file.read())",
        "does more than one thing: split it",
    ),
    "function": (
        "with closing(sqlite3.connect('a')) as db:\n    db.create_function('f', 1, len)\n"
        "    db.execute('select f(1)')",
        "the function would be called in another thread",
    ),
    "own_class": (
        "db = sqlite3.connect('a', factory=holder)\ndb.execute('select 1')\ndb.close()",
        "`factory` of `sqlite3.connect`: a class of connections",
    ),
    "by_place": (
        "db = sqlite3.connect('a', 5)\ndb.execute('select 1')\ndb.close()",
        "the arguments of `sqlite3.connect` are not known",
    ),
    "entered_by_others": (
        "db = sqlite3.connect('a')\ntry:\n    yield db\nfinally:\n    db.close()",
        "`db` is handed out by an `async with`, which is not followed",
    ),
    "used_once_closed": (
        "db = sqlite3.connect('a')\ndb.close()\ntry:\n    db.execute('select 1')\n"
        "except sqlite3.ProgrammingError:\n    return 1",
        "`db` is used after it is closed",
    ),
    "set_later": (
        "db = sqlite3.connect('a')\ndb.isolation_level = None\ndb.execute('select 1')\ndb.close()",
        "`db.isolation_level`: it may commit, in the thread of the event loop",
    ),
    "given_away": (
        "db = sqlite3.connect('a')\nholder.use(db)\ndb.close()",
        "`db` is handed to `holder.use`, whose code is not known",
    ),
    "kept_in_an_object": (
        "db = sqlite3.connect('a')\nstore = Store(db)\nreturn store",
        "`db` is kept for later, and never closed here",
    ),
    "kept_further_down": (
        "db = sqlite3.connect('a')\nprepare(store=Store(None), db=db)",
        "`db` is kept for later, and never closed here",
    ),
    "method_given_away": (
        "db = sqlite3.connect('a')\nholder.use(db.execute)\ndb.close()",
        "its method `db.execute` is handed on, not called",
    ),
    "next_row": (
        "with closing(sqlite3.connect('a')) as db:\n    return next(db.execute('select 1'))",
        "is handed to `next`",
    ),
    "used_in_its_loop": (
        "with closing(sqlite3.connect('a')) as db:\n    rows = db.execute('select 1')\n"
        "    for row in rows:\n        rows.fetchone()",
        "`rows` is used in a loop over it",
    ),
    "used_after_a_break": (
        "with closing(sqlite3.connect('a')) as db:\n    rows = db.execute('select 1')\n"
        "    for row in rows:\n        break\n    return rows.fetchone()",
        "`rows` may be used further after a `break`",
    ),
    "rows_for_others": (
        "db = sqlite3.connect('a')\nreturn db.execute('select 1')",
        "`db`, or what works on it, leaves its function",
    ),
    "cursor_for_others": (
        "db = sqlite3.connect('a')\nrows = db.cursor()\nrows.execute('select 1')\nreturn rows, 1",
        "`db`, or what works on it, leaves its function",
    ),
    "in_a_lambda": (
        "with closing(sqlite3.connect('a')) as db:\n"
        "    return sorted(holder, key=lambda x: db.execute('select ?', x).fetchone())",
        "an await cannot stand in a lambda",
    ),
}
UNSAFE = {
    "own_rows": (
        "with closing(sqlite3.connect('a')) as db:\n    db.row_factory = lambda c, row: list(row)\n"
        "    return db.execute('select 1').fetchall()",
        "`lambda c, row: list(row)` is called in another thread",
    ),
    "generated": (
        "with closing(sqlite3.connect('a')) as db:\n"
        "    db.executemany('insert into t values (?)', ((x,) for x in holder))\n    db.commit()",
        "is gone through in another thread",
    ),
    "generated_before": (
        "rows = ((x,) for x in holder)\nwith closing(sqlite3.connect('a')) as db:\n"
        "    db.executemany('insert into t values (?)', rows)\n    db.commit()",
        "`rows` is gone through in another thread",
    ),
    "handed_over": (
        "with closing(sqlite3.connect('a')) as db:\n"
        "    db.executemany('insert into t values (?)', holder)\n    db.commit()",
        "`holder` is gone through in another thread",
    ),
    "rows_of_another": (
        "rows = holder.connection.execute('select 1')\nwith closing(sqlite3.connect('a')) as db:\n"
        "    db.cursor().executemany('insert into t values (?)', rows)\n    db.commit()",
        "`rows` is gone through in another thread",
    ),
    "changed_in_its_loop": (
        "with closing(sqlite3.connect('a')) as db:\n    for row in db.execute('select a from t'):\n"
        "        db.execute('update t set a = 2 where a = ?', row)\n    db.commit()",
        "rows are read 64 at a time",
    ),
    "beside_another": (
        "with closing(sqlite3.connect('a')) as one, closing(sqlite3.connect('b')) as two:\n"
        "    for row in one.execute('select a from t'):\n"
        "        two.execute('insert into t values (?)', row)\n    two.commit()",
        "rows are read 64 at a time",
    ),
    "fetched_before_an_await": (
        "with sqlite3.connect('a') as db:\n    row = db.execute('select a from t').fetchone()\n"
        "    if row is None:\n        db.execute('insert into t values (1)')\n"
        "    await holder.send(row)\n    db.execute('delete from t')",
        "rows that are not fetched keep the database locked",
    ),
    "fetched_after_an_await": (
        "with sqlite3.connect('a') as db:\n    for item in holder:\n        await holder.send()\n"
        "        rows = db.execute('select a from t').fetchmany(3)",
        "rows that are not fetched keep the database locked",
    ),
    "fetched_to_decide": (
        "with closing(sqlite3.connect('a')) as db:\n    try:\n"
        "        if db.cursor().execute('select a from t').fetchone():\n            return 1\n"
        "    finally:\n        await holder.send()",
        "rows that are not fetched keep the database locked",
    ),
    "in_tasks": (
        "with closing(sqlite3.connect('a')) as db:\n    async def one(key):\n"
        "        return db.execute('select ?', key).fetchone()\n"
        "    return await holder.gather(one(1), one(2))",
        "`db` may be used by several tasks at once",
    ),
    "counted": (
        "global count\nwith closing(sqlite3.connect('a')) as db:\n"
        "    count = count + db.execute('select 1').fetchone()[0]",
        "`count`",
    ),
}


def module() -> str:
    """A coroutine function for each case."""
    cases = (REFUSED | UNSAFE).items()
    bodies = {name: body.replace("\n", "\n    ") for name, (body, _) in cases}
    functions = (f"async def {name}(holder):\n    {body}\n" for name, body in bodies.items())
    return "\n\n".join([HEAD, *functions, "entered = asynccontextmanager(entered_by_others)\n"])


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[str, bool]]]:
    """What is said of the findings in each function, and whether it is of an unsafe fix."""
    folder = tmp_path_factory.mktemp("connections")
    (folder / "main.py").write_text(module())
    report = run(Settings(root=folder, strategy="native"), [folder], rewrite=True)
    assert not report.failures
    found: dict[str, set[tuple[str, bool]]] = {}
    for result in report.results:
        if result.finding.code in ("AF105", "AF201"):
            unsafe = result.fix is not None and result.fix.applicability is Applicability.UNSAFE
            name = result.finding.function.rpartition(".")[2]
            found.setdefault(name, set()).add((result.held_back, unsafe))
    return found


@pytest.mark.parametrize("name", REFUSED)
def test_what_stands_in_the_way_is_named(name: str, told: dict[str, set[tuple[str, bool]]]) -> None:
    assert told[name]
    for reason, unsafe in told[name]:
        assert REFUSED[name][1] in reason
        assert not unsafe


@pytest.mark.parametrize("name", UNSAFE)
def test_what_may_change_makes_it_unsafe(name: str, told: dict[str, set[tuple[str, bool]]]) -> None:
    assert told[name]
    for reason, unsafe in told[name]:
        assert UNSAFE[name][1] in reason
        assert unsafe


LENT = """\
import sqlite3


def fill(db, rows):
    for row in rows:
        put(db, row)


def put(db, row):
    db.execute("insert into t values (?)", row)


async def main(path, rows):
    db = sqlite3.connect(path)
    fill(db, rows)
    db.commit()
"""


def test_what_helpers_use_and_do_not_keep_ends_with_its_last_use(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(LENT)
    settings = Settings(root=tmp_path, strategy="native", unsafe_fixes=True)
    run(settings, [tmp_path], apply=True)
    text = (tmp_path / "main.py").read_text()
    block = "as db:\n        await fill(db, rows)\n        await db.commit()\n"
    assert f"async with aiosqlite.connect(path) {block}" in text


HELPER = """\
import sqlite3
from contextlib import closing


def count(path):
    with closing(sqlite3.connect(path)) as db:
        return db.execute("select count(*) from t").fetchone()


async def main(path):
    return count(path)
"""


@pytest.mark.parametrize(
    ("unsafe", "factory", "expected"),
    [
        (False, "", "await asyncio.to_thread(use_database)"),
        (True, "", "async with aiosqlite.connect(path) as db:"),
        (True, ", factory=holder", "await asyncio.to_thread(use_database)"),
    ],
)
def test_a_helper_keeps_its_connection_where_a_move_is_not_wanted(
    unsafe: bool, factory: str, expected: str, tmp_path: Path
) -> None:
    (tmp_path / "main.py").write_text(HELPER.replace("connect(path", f"connect(path{factory}"))
    settings = Settings(root=tmp_path, strategy="native", unsafe_fixes=unsafe)
    run(settings, [tmp_path], apply=True)
    text = (tmp_path / "main.py").read_text()
    assert expected in text and "return await count(path)" in text
