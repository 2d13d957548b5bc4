"""Keeps the reports of the last checks, for when nothing has changed that they depend on.

What they depend on is the settings, all files' names, sizes and times, and asyncfix itself.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import chain
from pathlib import Path

from asyncfix import __version__, model, registry
from asyncfix.cache import Cache
from asyncfix.model import Report
from asyncfix.settings import DECLARATIONS, Settings
from asyncfix.stored import StoredError, Unpacker, packed

_MOST = 8
_UNPACKER = Unpacker(item for item in vars(model).values() if isinstance(item, type))
_MILLISECOND = 1_000_000


def version() -> bytes:
    """What tells one asyncfix, with its packs and its Python, from another."""
    digest = blake2b(f"{__version__} {sys.version}".encode(), digest_size=16)
    for path in _ours():
        digest.update(Path(path).read_bytes())
    return digest.digest()


def _ours() -> Iterator[str]:
    """The files of asyncfix and its packs."""
    for folder in (Path(__file__).parents[1], *(pack.folder for pack in registry.packs())):
        yield from sorted(_sources(str(folder)))


def _sources(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _sources(entry.path)
            elif entry.name.endswith((".py", ".toml", ".md")):
                yield entry.path


class Remembered:
    """The reports that were kept, and the place of the one on these files with these settings."""

    def __init__(self, cache: Cache, settings: Settings, files: Sequence[str]) -> None:
        self._cache = cache
        self._name = f"reports-{sys.implementation.cache_tag}"
        self._begin = time.time_ns()
        self._settled = True
        asked = replace(settings, jobs=0, exit_zero=False)
        declared = (str(path) for name in DECLARATIONS for path in settings.root.glob(name))
        states = list(self._states(chain(files, sorted(declared), _ours())))
        seen = (sys.version, asked, os.getcwd(), states, sorted(_packages(files)))
        self._key = blake2b(repr(seen).encode(), digest_size=16).digest()

    def recall(self) -> Report | None:
        """The report, if it was kept."""
        data = self._kept().get(self._key)
        try:
            report = _UNPACKER.unpacked(data) if isinstance(data, bytes) else None
        except StoredError:
            return None
        return report if isinstance(report, Report) else None

    def keep(self, report: Report) -> None:
        """Keeps the report, unless a file has changed so lately that it may do so unnoticed."""
        if not self._settled or any(failure.stage == "read" for failure in report.failures):
            return
        kept = self._kept()
        kept.pop(self._key, None)
        latest = [*kept.items()][1 - _MOST :]
        self._cache.write(self._name, packed({**dict(latest), self._key: packed(report)}))

    def _kept(self) -> dict[object, object]:
        try:
            kept = Unpacker().unpacked(self._cache.read(self._name))
        except StoredError:
            return {}
        return kept if isinstance(kept, dict) else {}

    def _states(self, paths: Iterable[str]) -> Iterator[tuple[object, ...]]:
        for path in paths:
            try:
                state = os.stat(path)
            except OSError:
                yield (path,)
                continue
            coarse = state.st_mtime_ns % _MILLISECOND == 0
            margin = (2000 if coarse else 100) * _MILLISECOND
            self._settled &= state.st_mtime_ns + margin < self._begin
            yield path, state.st_size, state.st_mtime_ns, state.st_ctime_ns


def _packages(files: Collection[str]) -> Iterator[str]:
    """The folders of the files, and those above, that are packages."""
    known, seen = {*files}, set[str]()
    for folder in {path.rpartition(os.sep)[0] for path in files}:
        while folder not in seen:
            seen.add(folder)
            made_by = os.path.join(folder, "__init__.py")
            if made_by in known or os.path.exists(made_by):
                yield folder
            folder = os.path.dirname(folder)
