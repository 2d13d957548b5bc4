"""What every test may use."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.behaviour.server import Server

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """An HTTP server on a free port of loopback; each xdist worker has its own."""
    running = Server()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield running
    running.log.released.set()
    running.shutdown()
    thread.join()
    running.server_close()
