"""Keeps what is known of files, by what they hold, from one run to the next.

The file of it has the version, the records, a table of where each of them is, and the table's size.
Records are read and written one by one: all of them together take as much memory as all files.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from asyncfix.cache import Begun, Cache
from asyncfix.stored import StoredError, Unpacker, packed

_DAY = 24 * 60 * 60
_DAYS_KEPT = 14
_SHARE = 50
_TAIL = 8

_Places = Mapping[bytes, tuple[int, int, int]]
"""Where the record of a key begins and ends, and the day of its last use."""


class Records:
    """The records of files by their key, as they were kept, with those of this run.

    At the end of its `with` statement, what was not closed is given up.
    """

    def __init__(
        self, cache: Cache, version: bytes, clock: Callable[[], float] = time.time
    ) -> None:
        self._cache = cache
        self._version = version
        self._name = f"summaries-{sys.implementation.cache_tag}"
        self._today = int(clock()) // _DAY
        self._file: BinaryIO | None = None
        self._places: _Places = {}
        self._used: set[bytes] = set()
        self._begun: Begun | None = None
        self._new: dict[bytes, tuple[int, int, int]] = {}
        self._end = 0
        self._is_open = False

    def __enter__(self) -> Records:
        return self

    def __exit__(self, *_: object) -> None:
        self.give_up()

    def open(self, text_size: int) -> None:
        """Finds what is kept, if that is less work than to look at so much text."""
        self._is_open = self._cache.size(self._name) < text_size * _SHARE
        self._file = self._cache.opened(self._name) if self._is_open else None
        if self._file is not None:
            self._places = _table(self._file, self._version)

    def get(self, key: bytes) -> bytes | None:
        """The record of that key, None if there is none."""
        if key not in self._places or self._file is None:
            return None
        self._used.add(key)
        begin, end, _ = self._places[key]
        try:
            return _part(self._file, begin, end)
        except OSError:
            return None

    def put(self, key: bytes, record: bytes) -> None:
        """Keeps a record for the next run."""
        if not self._is_open:
            return
        try:
            self._add(key, record, self._today)
        except OSError:
            self.give_up()

    def close(self) -> None:
        """Keeps what there is, if any is new; what no run has used for long is left out."""
        if self._begun is None:
            self.give_up()
            return
        try:
            for key, record, day in self._rest():
                self._add(key, record, day)
            table = packed(self._new)
            self._begun.write(table + len(table).to_bytes(_TAIL, "little"))
            self._put_away()  # some systems replace no file that is open
            self._begun.finish()
            self._begun = None
        except OSError:
            self.give_up()

    def give_up(self) -> None:
        """Leaves what was kept before as it is."""
        self._put_away()
        if self._begun is not None:
            self._begun.give_up()
            self._begun = None
        self._is_open = False

    def _add(self, key: bytes, record: bytes, day: int) -> None:
        if self._begun is None:
            self._begun = self._cache.begun(self._name)
            self._begun.write(self._version)
            self._end = len(self._version)
        self._begun.write(record)
        self._new[key] = (self._end, self._end + len(record), day)
        self._end += len(record)

    def _rest(self) -> Iterator[tuple[bytes, bytes, int]]:
        """The records that were kept, are not new, and were used not too long ago."""
        for key, (begin, end, day) in self._places.items():
            used = self._today if key in self._used else day
            if self._file is not None and key not in self._new and used + _DAYS_KEPT > self._today:
                yield key, _part(self._file, begin, end), used

    def _put_away(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _part(file: BinaryIO, begin: int, end: int) -> bytes:
    file.seek(begin)
    return file.read(end - begin)


def _table(file: BinaryIO, version: bytes) -> _Places:
    """Where the records in a file are; nothing if another version has written it."""
    size = file.seek(0, os.SEEK_END) - _TAIL
    if size < len(version) or _part(file, 0, len(version)) != version:
        return {}
    begin = size - int.from_bytes(_part(file, size, size + _TAIL), "little")
    try:
        places = Unpacker().unpacked(_part(file, begin, size)) if begin > 0 else {}
    except StoredError:
        return {}
    return places if isinstance(places, dict) else {}
