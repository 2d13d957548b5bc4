"""Reads what installed packages offer under the name of a group of entry points.

It says what `importlib.metadata` says, which takes longer to import than a small file to check, and
leaves to it what is not installed in a folder.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.machinery import PathFinder

_INFO = (".dist-info", ".egg-info")
_SEPARATORS = re.compile(r"[_.]+")


def values(group: str) -> list[str]:
    """The values of the entry points of that group."""
    try:
        return [value for text in _texts(group.encode()) for value in _of_group(text, group)]
    except NotADirectoryError:
        from importlib.metadata import entry_points

        return [point.value for point in entry_points(group=group)]


def _texts(wanted: bytes) -> Iterator[str]:
    """The lists of entry points in which these bytes are; of a package, those that come first.

    Raises NotADirectoryError if packages may be elsewhere than in folders.
    """
    if any(hasattr(item, "find_distributions") for item in sys.meta_path if item is not PathFinder):
        raise NotADirectoryError
    seen: set[str] = set()
    for folder in sys.path:
        for name in _listed(folder):
            package = _SEPARATORS.sub("_", name.rpartition(".")[0].partition("-")[0]).lower()
            if package not in seen and name.lower().endswith(_INFO):
                seen.add(package)
                data = _read(os.path.join(folder, name, "entry_points.txt"))
                if wanted in data:
                    yield data.decode()


def _listed(folder: str) -> list[str]:
    if folder.lower().endswith(".egg"):
        raise NotADirectoryError
    try:
        return os.listdir(folder or ".")
    except NotADirectoryError:
        raise
    except OSError:
        return []


def _read(path: str) -> bytes:
    with suppress(OSError), open(path, "rb") as file:
        return file.read()
    return b""


def _of_group(text: str, group: str) -> Iterator[str]:
    section = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif section == group and line and not line.startswith("#"):
            yield line.partition("=")[2].strip()
