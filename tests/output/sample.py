"""A report with one of each: every format is tried on it."""

from __future__ import annotations

from asyncfix.inventory import Handled, Inventory, Noted, Pool, Route, Starvation, Verdict
from asyncfix.model import (
    Applicability,
    Change,
    Edit,
    Failure,
    Finding,
    Fix,
    Report,
    Result,
    Severity,
    Span,
    Step,
    Strategy,
)

SLEEP = Finding(
    "AF101",
    "blocking-sleep",
    "`time.sleep` blocks the event loop",
    "app/main.py",
    Span(12, 4, 12, 17),
    "app.main.wait",
    "time.sleep",
    "    time.sleep(1)\n",
)
# A call over four lines, behind a tab, in a list that Rich's markup would eat.
HTTP = Finding(
    "AF102",
    "blocking-http",
    "`requests.get` blocks the event loop until the answer has come; meanwhile no other request "
    "of this process moves",
    "app/main.py",
    Span(20, 13, 23, 5),
    "app.main.fetch",
    "requests.get",
    "\tx: [int] = [requests.get(\r\n",
)
WIDE = Finding(
    "AF103",
    "blocking-file-io",
    "`open` blocks the event loop",
    "app/名前.py",
    Span(3, 11, 3, 26),
    "app.read",
    "open",
    'データ = "é", open("日本語.txt")  # 読む\n',
    severity=Severity.ERROR,
)
CHAINED = Finding(
    "AF201",
    "blocking-through-call",
    "`load` blocks the event loop: it calls `sqlite3.connect` two calls further down",
    "app/routes.py",
    Span(7, 15, 7, 21),
    "app.routes.index",
    "app.store.load",
    "        rows = load()",
    chain=(
        Step("app/routes.py", 7, 15, "app.routes.index", "app.store.load"),
        Step("app/store.py", 30, 4, "app.store.load", "app.store._connection"),
        Step("app/store.py", 11, 11, "app.store._connection", "sqlite3.connect"),
    ),
)
LONG = Finding(
    "AF110",
    "cpu-bound-work",
    "`hashlib.scrypt` keeps the event loop busy",
    "app/users.py",
    Span(101, 94, 101, 116),
    "app.users.hash",
    "hashlib.scrypt",
    "    return {" + "'key': value, " * 5 + "'password': hashlib.scrypt(secret), 'x': "
    "'a long tail that nobody needs to see, since the call stands before it'}",
)


def fix(finding: Finding, strategy: Strategy, safe: bool, title: str, reason: str = "") -> Fix:
    """A fix of one finding with one edit at its place."""
    applicability = Applicability.SAFE if safe else Applicability.UNSAFE
    edits = (Edit(finding.path, finding.span, "use_async_twin"),)
    return Fix((finding,), strategy, applicability, title, edits, reason)


SLEEP_FIX = fix(SLEEP, Strategy.NATIVE, True, "await `asyncio.sleep`")
HTTP_FIX = fix(
    HTTP,
    Strategy.THREAD,
    True,
    "call it in a thread: `await asyncio.to_thread(requests.get, …)`",
    "httpx.AsyncClient has no equivalent of `hooks=`",
)
WIDE_FIX = fix(
    WIDE,
    Strategy.THREAD,
    False,
    "call it in a thread: `await asyncio.to_thread(open, …)`",
    "`total` is read before and written after the call, and another task may come between",
)
RESULTS = (
    Result(HTTP, HTTP_FIX),
    Result(SLEEP, SLEEP_FIX),
    Result(WIDE, WIDE_FIX, held_back=WIDE_FIX.reason, release="--unsafe-fixes"),
    Result(CHAINED, held_back="`load` is also called by code that is not async"),
    Result(LONG, fix(LONG, Strategy.THREAD, True, "call it in a thread")),
)
CHANGE = Change("app/main.py", b"import time\n", b"import asyncio\n")
FAILURES = (
    Failure("app/broken.py", "parse", "invalid syntax", 4),
    Failure("app/latin.py", "read", "is not valid UTF-8: byte 0xe9"),
)
NOTES = ("app/main.py:3: `# asyncfix: ignore[AF101]` suppresses nothing",)
CHECKED = Report(False, RESULTS, (CHANGE,), FAILURES, NOTES, files=40)
APPLIED = Report(
    True,
    (Result(SLEEP, SLEEP_FIX, applied=True), RESULTS[2]),
    (CHANGE,),
    files=40,
)
CLEAR = Report(False, files=40)

INVENTORY = Inventory(
    handlers=(
        Handled(
            path="app/main.py",
            line=10,
            function="app.main.wait",
            name="wait",
            role="route",
            framework="fastapi",
            is_async=True,
            in_thread=False,
            routes=(
                Route(("GET",), "/wait/{[id]}", True),
                Route(("DELETE", "PUT"), "/<prefix>/a/path/that/is/too/long/for/a/column", False),
            ),
            awaits=("session.execute", "async with lock"),
            noted=(
                Noted(RESULTS[1], blocks=False),
                Noted(RESULTS[3], (Step("app/main.py", 14, 4, "app.main.wait", "routes.index"),)),
            ),
            verdict=Verdict.MANUAL,
            reason="in `index`: `load` is also called by code that is not async",
        ),
        Handled(
            path="app/main.py",
            line=30,
            function="app.main.Database.a_name_that_is_too_long_for_one_line",
            name="Database.a_name_that_is_too_long_for_one_line",
            role="dependency",
            framework="fastapi",
            is_async=False,
            in_thread=True,
            routes=(),
            awaits=(),
            noted=(),
            verdict=Verdict.FINE,
            reason="it runs in the thread pool",
        ),
    ),
    pool=Pool(40, (("dependency", 1), ("route", 2)), 3, 1, "app/main.py:5"),
    starvations=(
        Starvation("app/db.py", 4, "app.db.get_db", "sqlalchemy.orm.Session", ("app.main.items",)),
    ),
    failures=FAILURES,
    files=40,
)
