"""Says which versions of Python the project declares to run on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from asyncfix.project.sources.declarations import PACKAGING, declarations

_REQUIRED = re.compile(
    r"^\s*(?:requires-python|python_requires|python)\s*=\s*[\"']?"
    r"[^\"'\n]*?(?:>=|\^|~=?|==)\s*(\d+(?:\.\d+)*)",
    re.MULTILINE,
)


def oldest_python(root: Path) -> tuple[int, ...]:
    """The oldest version that the project's files name, as numbers; empty if they name none."""
    return min(_declared(root), default=())


def _declared(root: Path) -> Iterator[tuple[int, ...]]:
    for text in declarations(root, PACKAGING):
        for match in _REQUIRED.finditer(text):
            yield tuple(int(part) for part in match[1].split("."))
