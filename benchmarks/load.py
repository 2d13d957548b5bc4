"""Measures the lending library under load, as it is and after each strategy, and prints a table.

Usage: python benchmarks/load.py [--requests 2000] [--clients 100]

Each version is a copy that is rewritten, served by uvicorn in a process of its own, filled with
the same data and asked the same mixture of questions by as many clients at once. The lag of the
loop is how much later than asked a pause of 5 ms ends.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

EXAMPLE = Path(__file__).parents[1] / "examples" / "lending"
VERSIONS: dict[str, list[str] | None] = {
    "as it is": None,
    "`apply`": [],
    "`apply --unsafe-fixes`": ["--unsafe-fixes"],
    "`--strategy thread`": ["--strategy", "thread", "--unsafe-fixes"],
    "`--strategy native`": ["--strategy", "native", "--unsafe-fixes"],
}
PROBED = """
import asyncio
import json
import sqlite3
import time

from lending.main import app as library

lags = []


async def sample():
    while True:
        start = time.perf_counter()
        await asyncio.sleep(0.005)
        lags.append(time.perf_counter() - start - 0.005)


def fill():
    with sqlite3.connect("lending.db") as db:
        rows = [(n, f"author {n}") for n in range(1, 51)]
        db.executemany("insert into author (id, name) values (?, ?)", rows)
        rows = [(n, f"title {n:04}", 5, n % 50 + 1) for n in range(1, 501)]
        db.executemany("insert into book (id, title, copies, author_id) values (?, ?, ?, ?)", rows)
        rows = [(n, f"member {n}", f"{n}@example.org") for n in range(1, 101)]
        db.executemany("insert into member (id, name, email) values (?, ?, ?)", rows)
        rows = [(n % 500 + 1, n % 100 + 1, "2020-01-01", n % 50 != 0) for n in range(20_000)]
        db.executemany(
            "insert into loan (book_id, member_id, due, returned) values (?, ?, ?, ?)", rows
        )


async def app(scope, receive, send):
    if scope.get("path") == "/-/start":
        fill()
        app.task = asyncio.create_task(sample())
    if scope.get("path", "").startswith("/-/"):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(lags).encode()})
    else:
        await library(scope, receive, send)
"""
QUESTIONS = (
    "/books?limit=50",
    "/books/{n}/full",
    "/loans/overdue?today=2020-02-02",
    "/loans/busiest",
    "/books/count",
    "/books/{n}",
)


class Result(NamedTuple):
    """What one version did: requests a second, milliseconds, and how many answers were wrong."""

    rate: float
    median: float
    slowest: float
    lag: float
    worst_lag: float
    failed: int


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--clients", type=int, default=100)
    options = parser.parse_args()
    print("| | requests/s | median ms | p99 ms | loop lag p99 ms | worst ms | failed |")
    print("|---|---|---|---|---|---|---|")
    for name, arguments in VERSIONS.items():
        found = _measured(arguments, options.requests, options.clients)
        numbers = " | ".join(f"{number:,.0f}" for number in found)
        print(f"| {name} | {numbers} |", flush=True)


def _measured(arguments: list[str] | None, requests: int, clients: int) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "lending"
        shutil.copytree(EXAMPLE, copy, ignore=shutil.ignore_patterns("__pycache__", "*.db"))
        if arguments is not None:
            command = [sys.executable, "-m", "asyncfix", "apply", "--isolated", *arguments, "."]
            done = subprocess.run(command, cwd=copy, capture_output=True, text=True)
            if done.returncode == 2:
                raise SystemExit(done.stderr)
        (copy / "probed.py").write_text(PROBED)
        with _served(copy) as address:
            return asyncio.run(_asked(address, requests, clients))


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The application in the folder, while it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--log-level", "critical", "--port", str(port)]
    command += ["--timeout-keep-alive", "60"]  # a client may wait longer than the default
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    server = subprocess.Popen([*command, "probed:app"], cwd=folder, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{address}/-/start").close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait()


async def _asked(address: str, requests: int, clients: int) -> Result:
    times: list[float] = []
    failed = 0
    numbers = iter(range(requests))
    limits = httpx.Limits(max_connections=clients)
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as client:

        async def ask() -> None:
            nonlocal failed
            for n in numbers:
                start = time.perf_counter()
                answer = await client.get(QUESTIONS[n % len(QUESTIONS)].format(n=n % 500 + 1))
                times.append((time.perf_counter() - start) * 1000)
                failed += answer.status_code != 200

        start = time.perf_counter()
        await asyncio.gather(*(ask() for _ in range(clients)))
        whole = time.perf_counter() - start
        lags: Any = json.loads((await client.get("/-/lags")).content)
    times.sort()
    lags = sorted(lag * 1000 for lag in lags)
    return Result(
        requests / whole,
        times[len(times) // 2],
        times[int(len(times) * 0.99)],
        lags[int(len(lags) * 0.99)],
        lags[-1],
        failed,
    )


if __name__ == "__main__":
    main()
