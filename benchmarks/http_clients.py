"""A handler that asks another server, 100 times at once: before the fix and after, and its kin.

`python -m benchmarks.http_clients` prints the table of `docs/http.md`. What runs after the fix is
what asyncfix makes of the handler; the clients that are shared, or made anew with all they need,
are written by hand to compare.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from typing import NamedTuple

from asyncfix.testing import fix_source

REQUESTS = 100
DELAY = 0.02
TURNS = 3

BEFORE = """
import requests


async def handler():
    response = requests.get("URL/item", params={"n": 1}, timeout=10)
    response.raise_for_status()
    return response.json()
"""
ANEW = """
import httpx


async def handler():
    async with httpx.AsyncClient(follow_redirects=True, max_redirects=30) as client:
        response = await client.get("URL/item", params={"n": 1}, timeout=10)
    if response.is_error:
        response.raise_for_status()
    return response.json()
"""
SHARED = """
import httpx

CLIENT = None


async def handler():
    global CLIENT
    if CLIENT is None:
        CLIENT = httpx.AsyncClient(follow_redirects=True, max_redirects=30)
    response = await CLIENT.get("URL/item", params={"n": 1}, timeout=10)
    if response.is_error:
        response.raise_for_status()
    return response.json()
"""

Handler = Callable[[], Awaitable[object]]


class Measured(NamedTuple):
    """Requests a second, and how long the loop was held up at worst and in sum."""

    rate: float
    worst: float
    held_up: float


def variants() -> dict[str, str]:
    """The programs by what the table calls them."""
    return {
        "`requests` on the loop": BEFORE,
        "in a thread (`--strategy thread`)": fix_source(BEFORE, options=["strategy=thread"]),
        "a client for each use, certificates read once (what `apply` writes)": fix_source(BEFORE),
        "a client for each use that reads the certificates": ANEW,
        "one client for all": SHARED,
    }


def main() -> None:
    """Measures all variants and prints the table."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{ours.recv()}"
    print("| the handler | requests/s | longest hold-up of the loop, ms | all hold-ups, ms |")
    print("| --- | ---: | ---: | ---: |")
    for name, source in variants().items():
        best = max(asyncio.run(measure(handler_of(source, url))) for _ in range(TURNS))
        numbers = f"{best.rate:.0f} | {best.worst * 1000:.0f} | {best.held_up * 1000:.0f}"
        print(f"| {name} | {numbers} |")
    server.terminate()


def handler_of(source: str, url: str) -> Handler:
    """The handler of a program that asks this server."""
    namespace: dict[str, object] = {"__name__": "program"}
    exec(compile(source.replace("URL", url), "program.py", "exec"), namespace)
    handler = namespace["handler"]
    if not callable(handler):
        raise TypeError("the program has no handler")
    return handler


async def measure(handler: Handler) -> Measured:
    """All requests at once, beside a task that wants to run every millisecond."""
    await handler()
    lags: list[float] = []
    watching = asyncio.create_task(watch(lags))
    await asyncio.sleep(0.01)
    start = time.perf_counter()
    await asyncio.gather(*(handler() for _ in range(REQUESTS)))
    took = time.perf_counter() - start
    await asyncio.sleep(0.005)
    watching.cancel()
    return Measured(REQUESTS / took, max(lags), sum(lag for lag in lags if lag > 0.005))


async def watch(lags: list[float]) -> None:
    """Notes by how much each wait of a millisecond took longer."""
    while True:
        start = time.perf_counter()
        await asyncio.sleep(0.001)
        lags.append(time.perf_counter() - start - 0.001)


def serve(pipe: Connection) -> None:
    """A server that answers each request after a while, in a process of its own."""
    asyncio.run(_serve(pipe))


async def _serve(pipe: Connection) -> None:
    server = await asyncio.start_server(_answer, "127.0.0.1", 0, backlog=REQUESTS * 2)
    pipe.send(server.sockets[0].getsockname()[1])
    async with server:
        await server.serve_forever()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    body = b'{"n": 1}'
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    try:
        while await reader.readuntil(b"\r\n\r\n"):
            await asyncio.sleep(DELAY)
            writer.write(head.encode() + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


if __name__ == "__main__":
    main()
