"""The projects of these tests are small; a cache is kept for them all the same."""

from __future__ import annotations

import pytest

from asyncfix import pipeline


@pytest.fixture(autouse=True)
def keep_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any number of files is worth a cache."""
    monkeypatch.setattr(pipeline, "FEWEST_KEPT", 0)
