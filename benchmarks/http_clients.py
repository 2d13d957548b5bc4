"""A handler that asks another server, 100 times at once: before the fix and after, and its kin.

`python -m benchmarks.http_clients` prints the table of `docs/http.md`. What runs after the fix is
what `asyncfix apply` makes of the application; those that make a client anew with all it needs, or
one for all, are written by hand to compare.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import multiprocessing
import os
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import AbstractAsyncContextManager, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import certifi

from benchmarks.lag import watched

REQUESTS = 100
DELAY = 0.02
TURNS = 3

BEFORE = """
import requests
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def handler():
    response = requests.get("URL/item", params={"n": 1}, timeout=10)
    response.raise_for_status()
    return response.json()
"""
ANEW = """
import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def handler():
    async with httpx.AsyncClient(follow_redirects=True, max_redirects=30) as client:
        response = await client.get("URL/item", params={"n": 1}, timeout=10)
    if response.is_error:
        response.raise_for_status()
    return response.json()
"""
ONE = """
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app):
    limits = httpx.Limits(max_keepalive_connections=20)
    async with httpx.AsyncClient(follow_redirects=True, max_redirects=30, limits=limits) as client:
        app.state.client = client
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/")
async def handler(request: Request):
    client = request.app.state.client
    response = await client.get("URL/item", params={"n": 1}, timeout=10)
    if response.is_error:
        response.raise_for_status()
    return response.json()
"""
VARIANTS: dict[str, tuple[str, str | None]] = {
    "`requests` on the loop": (BEFORE, None),
    "in a thread (`--strategy thread`)": (BEFORE, 'strategy = "thread"'),
    "a client for each use (`per-use`, what `apply` writes)": (BEFORE, ""),
    "on shared connections (`shared`)": (BEFORE, 'http-client-scope = "shared"'),
    "by hand: one client for all": (ONE, None),
    "by hand: a client for each use that reads the certificates": (ANEW, None),
}
"""The applications by what the table calls them, each with the settings of `apply` if it is run."""

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]


class Router(Protocol):
    """The part of an application that has its lifespan."""

    def lifespan_context(self, app: Application) -> AbstractAsyncContextManager[object]:
        """What is entered while the application runs."""


class Application(Protocol):
    """A FastAPI application."""

    router: Router

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answers a request."""


class Measured(NamedTuple):
    """What was measured of an application, in seconds.

    All at once: requests a second, and how long the loop was held up at worst and in sum. One
    after the other: how long one takes.
    """

    rate: float
    worst: float
    held_up: float
    alone: float


def main() -> None:
    """Measures all variants, each in processes of its own, and prints the table."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as urls:
        heads = ["requests/s", "longest hold-up", "all hold-ups", "one alone"]
        print(f"| the handler | {' | '.join([*heads, *(f'TLS: {head}' for head in heads)])} |")
        print(f"| --- |{' ---: |' * 8}")
        for name, (source, settings) in VARIANTS.items():
            found = [_measured(source.replace("URL", url), settings, folder) for url in urls]
            print(f"| {name} | {' | '.join(map(_shown, found))} |", flush=True)


def _shown(found: Measured) -> str:
    times = (found.worst, found.held_up, found.alone)
    return " | ".join([f"{found.rate:.0f}", *(f"{time * 1000:.0f}" for time in times)])


@contextmanager
def served(folder: Path) -> Iterator[list[str]]:
    """The addresses of a server, without and with TLS; its certificate is put into the folder."""
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    usual = Path(certifi.where()).read_bytes()
    (folder / "trusted.pem").write_bytes((folder / "cert.pem").read_bytes() + usual)
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs, folder), daemon=True)
    server.start()
    yield [f"http://localhost:{ours.recv()}", f"https://localhost:{ours.recv()}"]
    server.terminate()


def _measured(source: str, settings: str | None, server: str) -> Measured:
    """What an application does, rewritten with these settings or left as it is."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "main.py").write_text(source)
        if settings is not None:
            (Path(folder) / "pyproject.toml").write_text(f"[tool.asyncfix]\n{settings}\n")
            subprocess.run(
                [sys.executable, "-m", "asyncfix", "apply", "."],
                cwd=folder,
                check=True,
                capture_output=True,
            )
        command = [sys.executable, "-m", "benchmarks.http_clients", folder]
        trusted = f"{server}/trusted.pem"
        names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
        environment = {**os.environ, "no_proxy": "*", **dict.fromkeys(names, trusted)}
        done = subprocess.run(
            command, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
    return Measured(*json.loads(done.stdout))


async def measure(app: Application) -> Measured:
    """All requests at once, several times, and then some of them one after the other."""
    async with app.router.lifespan_context(app):
        await ask(app)
        best = max([await _turn(app) for _ in range(TURNS)])
        start = time.perf_counter()
        for _ in range(REQUESTS // 5):
            await ask(app)
        return best._replace(alone=(time.perf_counter() - start) / (REQUESTS // 5))


async def _turn(app: Application) -> Measured:
    """All requests at once, beside a task that wants to run every millisecond."""
    async with watched() as lags:
        start = time.perf_counter()
        await asyncio.gather(*(ask(app) for _ in range(REQUESTS)))
        took = time.perf_counter() - start
    return Measured(REQUESTS / took, max(lags), sum(lag for lag in lags if lag > 0.005), 0)


async def ask(app: Application) -> None:
    """One request to the application. Raises RuntimeError if it doesn't answer with 200."""
    codes: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        codes.append(message.get("status", 0))

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    await app(scope, receive, send)
    if codes[0] != 200:
        raise RuntimeError(f"the application answers {codes[0]}")


def serve(pipe: Connection, folder: Path) -> None:
    """A server that answers each request after a while, in a process of its own."""
    asyncio.run(_serve(pipe, folder))


async def _serve(pipe: Connection, folder: Path) -> None:
    secured = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secured.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    for context in (None, secured):
        server = await asyncio.start_server(
            _answer, "127.0.0.1", 0, backlog=REQUESTS * 2, ssl=context
        )
        pipe.send(server.sockets[0].getsockname()[1])
    await asyncio.Event().wait()


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
    if len(sys.argv) > 1:
        sys.path.insert(0, sys.argv[1])
        print(json.dumps(asyncio.run(measure(importlib.import_module("main").app))))
    else:
        main()
