"""The fixtures of the behaviour tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tests.behaviour.server import Server


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
