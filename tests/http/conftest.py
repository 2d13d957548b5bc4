"""The server that the programs of these tests talk to."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tests.behaviour.server import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """An HTTP server on a free port of loopback."""
    running = Server()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield running
    running.log.released.set()
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps what this machine says of proxies and certificates out of the tests."""
    for name in (
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("no_proxy", "*")
