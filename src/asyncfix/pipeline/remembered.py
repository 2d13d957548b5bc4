"""Keeps the reports of the last checks, for when nothing has changed that they depend on.

What they depend on is the settings, all files' names and contents, and asyncfix itself. That a file
has not changed is seen by its size and times, else by reading it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from asyncfix import __version__, model, registry
from asyncfix.cache import Cache
from asyncfix.model import Report
from asyncfix.project.sources.declarations import DECLARATIONS
from asyncfix.settings import Settings
from asyncfix.stored import StoredError, Unpacker, packed

if TYPE_CHECKING:
    from asyncfix.project.sources.files import SourceFile

_MOST = 16
_SIZE = 16
_UNPACKER = Unpacker(item for item in vars(model).values() if isinstance(item, type))
_MILLISECOND = 1_000_000


def version() -> bytes:
    """What tells one asyncfix, with its packs and its Python, from another."""
    digest = blake2b(f"{__version__} {sys.version}".encode(), digest_size=_SIZE)
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
    """The reports that were kept, and the places of the one on these files with these settings.

    One place is found by the files' times, without reading them; the other by what they hold.
    Of the files `beside` them, which hardly ever matter, the times decide in both.
    """

    def __init__(
        self, cache: Cache, settings: Settings, files: Sequence[str], beside: Sequence[str]
    ) -> None:
        self._cache = cache
        self._name = f"reports-{sys.implementation.cache_tag}"
        self._begin = time.time_ns()
        self._settled = True
        self._root = settings.root
        self._asked = (sys.version, replace(settings, jobs=0, exit_zero=False), os.getcwd())
        self._packages = sorted(_packages(files))
        declared = _declarations(self._root)
        self._beside = list(self._states(beside))
        self._beside_settled = self._settled
        states = [*self._beside, *self._states(chain(files, declared, _ours()))]
        self._by_times = _digest(self._asked, self._packages, states)
        self._by_content = b""
        self._declared: list[bytes] = []

    def recall(self) -> Report | None:
        """The report, if it was kept, and no file has changed since."""
        return self._recalled(self._by_times)

    def recall_alike(self, files: Sequence[SourceFile]) -> Report | None:
        """The report, if one was kept on files that hold the same; these are all there are."""
        self._declared = _contents(self._root)
        held = (item for file in files for item in (os.fsencode(file.path), file.data))
        asked = (self._asked, self._packages, version(), self._declared, self._beside)
        self._by_content = _digest(*asked, *map(_digested, held))
        return self._recalled(self._by_content)

    def keep(self, report: Report) -> None:
        """Keeps the report of the files that `recall_alike` was given.

        It is not found by times if a file has changed so lately that it may do so unnoticed, and
        not kept at all if one beside them has.
        """
        if not self._beside_settled or self._declared != _contents(self._root):
            return
        places = [self._by_content, self._by_times][: 1 + self._settled]
        others = [item for item in self._kept().items() if item[0] not in places]
        latest = dict(
            [*others[len(places) - _MOST :], *((key, self._by_content) for key in places)]
        )
        self._cache.write(self._file(self._by_content), packed(report))
        self._cache.write(self._name, packed(latest))
        self._cache.clear(f"{self._name}-", {*map(self._file, latest.values())})

    def _recalled(self, place: bytes) -> Report | None:
        content = self._kept().get(place)
        try:
            data = self._cache.read(self._file(content)) if content else b""
            report = _UNPACKER.unpacked(data)
        except StoredError:
            return None
        return report if isinstance(report, Report) else None

    def _file(self, content: bytes) -> str:
        return f"{self._name}-{content.hex()}"

    def _kept(self) -> dict[bytes, bytes]:
        """By which content the report of each place is found."""
        try:
            kept = Unpacker().unpacked(self._cache.read(self._name))
        except StoredError:
            return {}
        known = kept.items() if isinstance(kept, dict) else ()
        return {
            place: content
            for place, content in known
            if isinstance(content, bytes) and len(content) == _SIZE
        }

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


def _declarations(root: Path) -> list[str]:
    return sorted(str(path) for name in DECLARATIONS for path in root.glob(name))


def _contents(root: Path) -> list[bytes]:
    """The files in which a project declares what it needs, and what they hold."""
    found: list[bytes] = []
    for path in _declarations(root):
        with suppress(OSError):
            found += [os.fsencode(path), Path(path).read_bytes()]
    return found


def _digest(*values: object) -> bytes:
    return _digested(repr(values).encode())


def _digested(data: bytes) -> bytes:
    return blake2b(data, digest_size=_SIZE).digest()
