"""Reads the values of a table that a planner understands; errors name the table and the key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from inspect import get_annotations
from typing import TypeVar

from asyncfix.catalogue import Table
from asyncfix.errors import CatalogueError

_T = TypeVar("_T", str, bool, int)
_R = TypeVar("_R")


class Reader:
    """A table being read. `place` is what errors call it, such as `twin a.B`.

    What is missing is empty, false or 0. Every method raises CatalogueError for a wrong value.
    """

    def __init__(self, place: str, table: Mapping[str, object]) -> None:
        self._place = place
        self._table = table

    def known(self, names: Iterable[str]) -> None:
        """Raises the error for a key that nobody reads."""
        for key in self._table:
            if key not in names:
                raise CatalogueError(f"{self._place} has an unknown key {key!r}")

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._table

    def text(self, key: str) -> str:
        """A text."""
        return self._value(key, "", "a text")

    def flag(self, key: str) -> bool:
        """True or false."""
        return self._value(key, False, "true or false")

    def number(self, key: str) -> int:
        """A whole number."""
        return self._value(key, 0, "a number")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        items = self._list(key, "texts")
        found = tuple(item for item in items if isinstance(item, str))
        if len(found) != len(items):
            raise self._error(key, "a list of texts")
        return found

    def map(self, key: str) -> dict[str, str]:
        """A table of texts."""
        table = self.inner(key)
        return {name: table.text(name) for name in table._table}

    def words(self, key: str) -> frozenset[str]:
        """A list of texts, whose order says nothing."""
        return frozenset(self.texts(key))

    def inner(self, key: str) -> Reader:
        """A table in the table."""
        value = self._table.get(key, {})
        if not isinstance(value, dict):
            raise self._error(key, "a table")
        return Reader(f"{self._place}.{key}", value)

    def tables(self, key: str) -> dict[str, Reader]:
        """A table of tables."""
        table = self.inner(key)
        return {name: table.inner(name) for name in table._table}

    def lists(self, key: str) -> dict[str, list[Reader]]:
        """A table of lists of tables."""
        table = self.inner(key)
        return {name: table._tables(name) for name in table._table}

    def sets(self, key: str) -> dict[str, frozenset[str]]:
        """A table of lists of texts."""
        table = self.inner(key)
        return {name: table.words(name) for name in table._table}

    def record(self, make: Callable[..., _R], **given: object) -> _R:
        """A dataclass: its fields are read by their types, but for those that are given."""
        kinds: Mapping[str, str] = get_annotations(make)
        read = {name: _KINDS[kind](self, name) for name, kind in kinds.items() if name not in given}
        return make(**given, **read)

    def _tables(self, key: str) -> list[Reader]:
        items = self._list(key, "tables")
        found: list[Table] = [item for item in items if isinstance(item, dict)]
        if len(found) != len(items):
            raise self._error(key, "a list of tables")
        return [Reader(f"{self._place}.{key}", item) for item in found]

    def _list(self, key: str, what: str) -> list[object]:
        value = self._table.get(key, [])
        if not isinstance(value, list):
            raise self._error(key, f"a list of {what}")
        return value

    def _value(self, key: str, default: _T, what: str) -> _T:
        value = self._table.get(key, default)
        wrong = isinstance(value, bool) and not isinstance(default, bool)  # True is no number
        if wrong or not isinstance(value, type(default)):
            raise self._error(key, what)
        return value

    def _error(self, key: str, what: str) -> CatalogueError:
        return CatalogueError(f"{self._place}: {key} must be {what}")


_KINDS: Mapping[str, Callable[[Reader, str], object]] = {
    "str": Reader.text,
    "bool": Reader.flag,
    "int": Reader.number,
    "tuple[str, ...]": Reader.texts,
    "frozenset[str]": Reader.words,
    "Mapping[str, str]": Reader.map,
    "Mapping[str, frozenset[str]]": Reader.sets,
}
"""How a field of a record is read, by its type as it is written."""
