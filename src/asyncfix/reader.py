"""Reads the values of a table; the error for a wrong one names the place and the key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from inspect import get_annotations
from typing import ForwardRef, TypeVar

from asyncfix.catalogue import Table
from asyncfix.errors import CatalogueError
from asyncfix.kinds import Kind, spelled

_T = TypeVar("_T", str, bool, int)
_R = TypeVar("_R")


class Reader:
    """A table being read. `place` is what errors call it, such as `twin a.B` or a file, `path` the
    names of the tables around it there.

    What is missing is empty, false or 0. Every method raises CatalogueError for a wrong value.
    """

    def __init__(self, place: str, table: Table, path: str = "") -> None:
        self.table = table
        self._place = place
        self._path = path

    def error(self, problem: str) -> CatalogueError:
        """The error that says this of the table."""
        where = f"{self._place}: {self._path}" if self._path else self._place
        return CatalogueError(f"{where} {problem}")

    def wrong(self, key: str, what: str) -> CatalogueError:
        """The error for a value that is something else than it must be."""
        return CatalogueError(f"{self._place}: {self._below(key)} must be {what}")

    def known(self, names: Iterable[str]) -> None:
        """Raises the error for a key that nobody reads."""
        for key in self.table:
            if key not in names:
                raise self.error(f"has an unknown key {key!r}")

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self.table

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
            raise self.wrong(key, "a list of texts")
        return found

    def map(self, key: str) -> dict[str, str]:
        """A table of texts."""
        table = self.inner(key)
        return {name: table.text(name) for name in table.table}

    def kind(self, key: str) -> Kind:
        """A class, or a container of some; what begins with `@` stands for another thing."""
        text = self.text(key)
        if text and not text.startswith("@"):
            try:
                spelled(text)
            except ValueError as error:
                raise self.error(f"has a wrong {key!r}: {error}") from None
        return text

    def kinds(self, key: str) -> dict[str, Kind]:
        """A table of those."""
        table = self.inner(key)
        return {name: table.kind(name) for name in table.table}

    def words(self, key: str) -> frozenset[str]:
        """A list of texts, whose order says nothing."""
        return frozenset(self.texts(key))

    def inner(self, key: str) -> Reader:
        """A table in the table."""
        value = self.table.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, "a table")
        return Reader(self._place, value, self._below(key))

    def tables(self, key: str) -> dict[str, Reader]:
        """A table of tables."""
        table = self.inner(key)
        return {name: table.inner(name) for name in table.table}

    def lists(self, key: str) -> dict[str, list[Reader]]:
        """A table of lists of tables."""
        table = self.inner(key)
        return {name: table.rows(name) for name in table.table}

    def sets(self, key: str) -> dict[str, frozenset[str]]:
        """A table of lists of texts."""
        table = self.inner(key)
        return {name: table.words(name) for name in table.table}

    def rows(self, key: str) -> list[Reader]:
        """A list of tables."""
        items = self._list(key, "tables")
        found: list[Table] = [item for item in items if isinstance(item, dict)]
        if len(found) != len(items):
            raise self.wrong(key, "a list of tables")
        return [Reader(self._place, item, self._below(key)) for item in found]

    def record(self, make: Callable[..., _R], **given: object) -> _R:
        """A record: its fields are read by their types, but for those that are given."""
        kinds = {name: kind for name, kind in _kinds(make).items() if name not in given}
        return make(**given, **{name: _READ[kind](self, name) for name, kind in kinds.items()})

    def whole(self, make: Callable[..., _R], **given: object) -> _R:
        """A record that all keys of the table are for; its `name` is that of the table."""
        self.known(_kinds(make).keys() - {"name"})
        return self.record(make, **given)

    def _below(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _list(self, key: str, what: str) -> list[object]:
        value = self.table.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(key, f"a list of {what}")
        return value

    def _value(self, key: str, default: _T, what: str) -> _T:
        value = self.table.get(key, default)
        wrong = isinstance(value, bool) and not isinstance(default, bool)  # True is no number
        if wrong or not isinstance(value, type(default)):
            raise self.wrong(key, what)
        return value


@cache
def _kinds(make: Callable[..., object]) -> Mapping[str, str]:
    """The types of the fields of a record, as they are written."""
    kinds: Mapping[str, str | ForwardRef] = get_annotations(make)
    return {
        name: kind.__forward_arg__ if isinstance(kind, ForwardRef) else kind
        for name, kind in kinds.items()
    }


_READ: Mapping[str, Callable[[Reader, str], object]] = {
    "str": Reader.text,
    "bool": Reader.flag,
    "int": Reader.number,
    "tuple[str, ...]": Reader.texts,
    "frozenset[str]": Reader.words,
    "Mapping[str, str]": Reader.map,
    "Kind": Reader.kind,
    "Mapping[str, Kind]": Reader.kinds,
    "Mapping[str, frozenset[str]]": Reader.sets,
}
"""How a field of a record is read, by its type as it is written."""
