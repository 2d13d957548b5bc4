"""Downloads to files, many at once: each in one thread, or on the loop with its writes in threads.

`python -m benchmarks.downloads` prints the table of `docs/http.md`.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import ssl
import tempfile
import time
from collections.abc import Awaitable, Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
import requests

from benchmarks.lag import watched

FILES = 20
PIECE = b"x" * 65536
PIECES = 80
TURNS = 3

Download = Callable[[str, Path, ssl.SSLContext], Awaitable[None]]


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(PIECE) * PIECES))
        self.end_headers()
        for _ in range(PIECES):
            self.wfile.write(PIECE)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 2 * FILES


def _serve(port: Connection) -> None:
    server = _Server(("127.0.0.1", 0), _Handler)
    port.send(server.server_address[1])
    server.serve_forever()


async def in_a_thread(url: str, path: Path, tls: ssl.SSLContext) -> None:
    """What `asyncfix apply` writes."""

    def fetch() -> None:
        with requests.get(url, stream=True) as response, open(path, "wb") as file:
            for piece in response.iter_content(8192):
                file.write(piece)

    await asyncio.to_thread(fetch)


def _on_the_loop(size: int | None) -> Download:
    async def download(url: str, path: Path, tls: ssl.SSLContext) -> None:
        client = httpx.AsyncClient(verify=tls, timeout=None)
        async with client, client.stream("GET", url) as response:
            file = await asyncio.to_thread(open, path, "wb")
            try:
                async for piece in response.aiter_bytes(size):
                    await asyncio.to_thread(file.write, piece)
            finally:
                await asyncio.to_thread(file.close)

    return download


WAYS: dict[str, Download] = {
    "`requests` and its file in one thread (what `apply` writes)": in_a_thread,
    "`httpx` on the loop, each piece of 8 KB written in a thread": _on_the_loop(8192),
    "`httpx` on the loop, each piece as it comes written in a thread": _on_the_loop(None),
}


async def _measure(download: Download, url: str, folder: Path) -> tuple[float, float]:
    """Seconds for all files, and the longest time that the loop did nothing else."""
    tls = httpx.create_ssl_context()
    async with watched() as lags:
        began = time.perf_counter()
        await asyncio.gather(*(download(url, folder / str(n), tls) for n in range(FILES)))
        took = time.perf_counter() - began
    return took, max(lags)


def main() -> None:
    """Prints the table."""
    os.environ["no_proxy"] = "*"
    mine, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,))
    server.start()
    url = f"http://127.0.0.1:{mine.recv()}/"
    print("| a download | seconds for all | longest hold-up of the loop, ms |")
    print("| --- | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        for name, download in WAYS.items():
            turns = [asyncio.run(_measure(download, url, Path(folder))) for _ in range(TURNS)]
            took, longest = min(turns)
            print(f"| {name} | {took:.1f} | {longest * 1000:.0f} |")
    server.terminate()


if __name__ == "__main__":
    main()
