"""Keeps the bytes of many files out of memory, in a file without a name of its own."""

from __future__ import annotations

import os
import tempfile
from io import RawIOBase
from typing import NamedTuple


class Shelf:
    """Where bytes are put and read again, also by processes that are forked later.

    What the disk has no room for stays in memory.
    """

    def __init__(self, file: RawIOBase) -> None:
        self._file = file
        self._end = 0

    def put(self, data: bytes) -> Shelved | bytes:
        """Where the bytes are from now on: they themselves, if they can't be written."""
        try:
            written = self._file.write(data) or 0
        except OSError:
            written = 0
        begin, self._end = self._end, self._end + written
        return Shelved(self, begin, len(data)) if written == len(data) else data

    def read(self, begin: int, size: int) -> bytes:
        """The bytes at that place; other processes' places in the file don't matter."""
        return os.pread(self._file.fileno(), size, begin)


class Shelved(NamedTuple):
    """The place of some bytes on a shelf."""

    shelf: Shelf
    begin: int
    size: int

    def data(self) -> bytes:
        """The bytes."""
        return self.shelf.read(self.begin, self.size)


def shelf() -> Shelf | None:
    """A new shelf; None where the system can't share one among processes, or has no room."""
    if not hasattr(os, "pread"):
        return None
    try:
        return Shelf(tempfile.TemporaryFile(buffering=0))
    except OSError:
        return None
