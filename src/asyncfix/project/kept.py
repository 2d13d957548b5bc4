"""Keeps what is known of files, by what they hold, from one run to the next."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping

from asyncfix.cache import Cache
from asyncfix.stored import StoredError, Unpacker, packed

_DAY = 24 * 60 * 60
_DAYS_KEPT = 14
_SHARE = 50
_HEAD = 8


class Records:
    """The records of files by their key, as they were kept, with those of this run."""

    def __init__(
        self, cache: Cache, version: bytes, clock: Callable[[], float] = time.time
    ) -> None:
        self._cache = cache
        self._version = version
        self._name = f"summaries-{sys.implementation.cache_tag}"
        self._today = int(clock()) // _DAY
        self._places: Mapping[bytes, tuple[int, int, int]] = {}
        self._data = b""
        self._used: dict[bytes, bytes] = {}
        self._is_changed = False
        self._is_open = False

    def open(self, text_size: int) -> None:
        """Reads what is kept, if that is less work than to look at so much text."""
        self._is_open = self._cache.size(self._name) < text_size * _SHARE
        data = self._cache.read(self._name) if self._is_open else b""
        table = len(self._version) + _HEAD
        if data[: len(self._version)] != self._version:
            return
        begin = table + int.from_bytes(data[len(self._version) : table], "little")
        try:
            places = Unpacker().unpacked(data[table:begin])
        except StoredError:
            return
        if isinstance(places, dict):
            self._places, self._data = places, data[begin:]

    def get(self, key: bytes) -> bytes | None:
        """The record of that key, None if there is none."""
        if key not in self._used and key in self._places:
            begin, end, _ = self._places[key]
            self._used[key] = self._data[begin:end]
        return self._used.get(key)

    def put(self, key: bytes, record: bytes) -> None:
        """Keeps a record for the next run."""
        self._used[key] = record
        self._is_changed = True

    def close(self) -> None:
        """Writes what there is, if any is new; what no run has used for long is left out."""
        if not (self._is_open and self._is_changed):
            return
        kept = [
            (key, self._data[begin:end], day)
            for key, (begin, end, day) in self._places.items()
            if key not in self._used and day + _DAYS_KEPT > self._today
        ]
        kept += [(key, record, self._today) for key, record in self._used.items()]
        places: dict[bytes, tuple[int, int, int]] = {}
        end = 0
        for key, record, day in kept:
            places[key] = (end, end + len(record), day)
            end += len(record)
        table = packed(places)
        head = self._version + len(table).to_bytes(_HEAD, "little")
        self._cache.write(self._name, head, table, *(record for _, record, _ in kept))
