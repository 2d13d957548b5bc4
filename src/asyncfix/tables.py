"""Reads the packs' tables into a catalogue; of a wrong one it names the file and the key."""

from __future__ import annotations

import operator
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from pathlib import Path

from asyncfix.catalogue import Catalogue, Table
from asyncfix.entries import PerThread, Result
from asyncfix.entry_tables import class_entry, entry
from asyncfix.errors import CatalogueError
from asyncfix.frameworks import Framework
from asyncfix.reader import Reader
from asyncfix.remedies import Advice, LazyLoading, Mixture, Shortcut, Superseded
from asyncfix.runners import Offload, Runner

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_Read = Callable[[str, Reader], object]


def load(files: Iterable[Path]) -> Catalogue:
    """Reads and merges tables; `CatalogueError` names the file and key that cannot be used."""
    parts = [Catalogue(), *(part for path in files for part in _parts(path))]
    return Catalogue._make(map(_merged, zip(*parts, strict=True)))


def _parts(path: Path) -> Iterator[Catalogue]:
    text = path.read_text(encoding="utf-8")
    data = _parsed(path.name, text)
    yield _catalogue(path.name, data)
    for name, other in Reader(path.name, data).map("likewise").items():
        copy = re.sub(rf"\b{re.escape(name)}\b", other, text)
        yield _catalogue(path.name, _parsed(path.name, copy))


def _parsed(file: str, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{file}: {error}") from error


def _catalogue(file: str, data: Table) -> Catalogue:
    """What one file says."""
    for section in data:
        if section not in SECTIONS:
            raise CatalogueError(f"{file}: unknown section [{section}]")
    whole = Reader(file, data)
    found: dict[str, object] = {}
    for field, (section, read) in _TABLES.items():
        tables = {name: read(name, table) for name, table in whole.tables(section).items()}
        found[field] = tuple(tables.values()) if field in _LISTED else tables
    return whole.record(Catalogue, **found)


def _merged(values: tuple[object, ...]) -> object:
    """What several files say in one field; of one name, the last."""
    return reduce(operator.add if isinstance(values[0], tuple) else operator.or_, values)


def _record(kind: type[object]) -> _Read:
    return lambda name, table: table.whole(kind, name=name)


def _raw(_name: str, table: Reader) -> Table:
    """A table that is read by those who know what it is for."""
    return table.table


def _superseded(name: str, table: Reader) -> Superseded:
    since = tuple(int(part) for part in table.text("since").split(".") if part.isdecimal())
    return table.whole(Superseded, name=name, since=since)


def _offload(name: str, table: Reader) -> Offload:
    position = table.number("position") if table.has("position") else 1
    found = table.whole(Offload, name=name, position=position)
    if found.passes not in ("", "all", "positional", "none"):
        raise table.wrong("passes", "'all', 'positional' or 'none'")
    return found


def _runner(name: str, table: Reader) -> Runner:
    found = table.whole(Runner, name=name, takes=table.text("takes") or "coroutine")
    if found.takes not in ("coroutine", "function", "wrapper"):
        raise table.wrong("takes", "'coroutine', 'function' or 'wrapper'")
    return found


_TABLES: Mapping[str, tuple[str, _Read]] = {
    "callables": ("callable", entry),
    "classes": ("class", class_entry),
    "results": ("result", _record(Result)),
    "frameworks": ("framework", _record(Framework)),
    "per_thread": ("per_thread", _record(PerThread)),
    "offloads": ("offload", _offload),
    "superseded": ("superseded", _superseded),
    "shortcuts": ("shortcut", _record(Shortcut)),
    "advice": ("advice", _record(Advice)),
    "mixtures": ("mixture", _record(Mixture)),
    "lazy_loading": ("lazy_loading", _record(LazyLoading)),
    "runners": ("runner", _runner),
    "clients": ("client", _raw),
    "pools": ("pool", _raw),
    "twins": ("twin", _raw),
    "takers": ("taker", _raw),
    "chains": ("chain", _raw),
    "loading": ("loading", _raw),
    "successors": ("successor", _raw),
}
"""The fields of a catalogue that have a table for each name, in a section of that name."""
_LISTED = frozenset({"frameworks", "per_thread", "lazy_loading"})
SECTIONS = frozenset(
    {
        "likewise",
        *(section for section, _ in _TABLES.values()),
        *(field for field in Catalogue._fields if field not in _TABLES),
    }
)
