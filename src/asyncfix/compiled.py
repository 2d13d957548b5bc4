"""Keeps the catalogue beside the tables that it is read from, as Python keeps its bytecode."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.util import cache_from_source
from pathlib import Path

from asyncfix import __version__, catalogue, entries, frameworks, remedies, runners
from asyncfix.cache import replace
from asyncfix.catalogue import Catalogue
from asyncfix.stored import StoredError, Unpacker, by_fields, packed

_CLASSES = tuple(
    item
    for module in (catalogue, entries, frameworks, remedies, runners)
    for item in vars(module).values()
    if isinstance(item, type) and issubclass(item, tuple)
)


def load(tables: Sequence[Path]) -> Catalogue:
    """What `tables.load` reads, from what was kept if no table and no reader has changed since.

    It is kept where Python would keep the bytecode of a module beside the first of the tables:
    nowhere if bytecode is not to be written, or if the folder is not the user's. A process that
    runs again, as tests do, has it already.
    """
    state = repr([__version__, *_states(tables), *_states(Path(__file__).parent.glob("*.py"))])
    return of_state(tuple(tables), state)


@lru_cache(maxsize=1)
def of_state(tables: Sequence[Path], state: str) -> Catalogue:
    """What tables say that are in a state which the text tells."""
    place = Path(cache_from_source(str(tables[0].with_name("catalogue.py")))).with_suffix(".tables")
    known = _kept(place, state)
    if known is None:
        from asyncfix.tables import load as read

        known = read(tables)
        if not sys.dont_write_bytecode:
            with contextlib.suppress(OSError):
                place.parent.mkdir(parents=True, exist_ok=True)
                replace(place, packed((state, known), by_fields(_CLASSES)))
    return known


def _states(files: Iterable[Path]) -> list[tuple[str, int, int]]:
    states = ((str(file), os.stat(file)) for file in files)
    return sorted((name, state.st_size, state.st_mtime_ns) for name, state in states)


def _kept(place: Path, state: str) -> Catalogue | None:
    try:
        kept = Unpacker(_CLASSES).unpacked(place.read_bytes())
    except (OSError, StoredError):
        return None
    match kept:
        case (given, Catalogue() as known) if given == state:
            return known
    return None
