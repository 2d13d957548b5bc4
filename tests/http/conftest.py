"""The surroundings of the programs of these tests."""

from __future__ import annotations

from pathlib import Path

import certifi
import pytest

END = "-----END CERTIFICATE-----\n"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with one certificate, which nothing here needs: each client reads all that it has."""
    known, end, _ = Path(certifi.where()).read_text(encoding="utf-8").partition(END)
    path = tmp_path_factory.mktemp("certificates") / "one.pem"
    path.write_text(known + end, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, certificate: Path) -> None:
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
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
