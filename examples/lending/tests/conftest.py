"""The application with an empty database, once for all tests."""

import os
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    os.chdir(tmp_path_factory.mktemp("lending"))
    from lending.main import app  # its database is a file in the current folder

    with TestClient(app) as client:
        yield client
