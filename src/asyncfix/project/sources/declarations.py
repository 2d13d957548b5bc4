"""Reads the files in which a project says what it needs, and how it is started."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

PACKAGING = ("pyproject.toml", "setup.cfg", "setup.py")
"""Where a project names the Python that it runs on, and its entry points."""
DECLARATIONS = (*PACKAGING, "requirements*.txt", "requirements/*.txt")
"""Where a project says which packages it needs, below its root."""


def declarations(root: Path, patterns: Iterable[str]) -> Iterator[str]:
    """The texts of the files below a folder; one that cannot be read declares nothing."""
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            try:
                yield path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                continue
