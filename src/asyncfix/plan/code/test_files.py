"""Tells files of tests."""

from __future__ import annotations

from pathlib import PurePath


def is_test(path: str) -> bool:
    """Whether a test runner collects what a file has, by the file's name."""
    name = PurePath(path).name
    return name == "conftest.py" or name.startswith("test_") or name.endswith("_test.py")
