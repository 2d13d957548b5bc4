"""Reads the tables of chains: how calls on a query of an object become one call of its twin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from asyncfix.catalogue import Catalogue, Table
from asyncfix.errors import CatalogueError


@dataclass(frozen=True, slots=True)
class End:
    """What the last method of a chain becomes, where it has no other steps than `only`, if given.

    `entity` and `rows` are the texts for a query of one class and for any other, and `unused` for
    one whose result nobody uses. `base` is what the query is made by. `arguments` is how many
    arguments without a keyword it takes, and `options` are the names of those behind them, which
    become options of the query.
    """

    name: str
    entity: str
    rows: str
    unused: str
    base: str
    only: frozenset[str] | None
    arguments: int
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChainTable:
    """The table of a class of queries.

    `starts` are the members that make one; `base` is what makes the new one. `steps` has the new
    name of each method that gives a further query; those in `repeating` can make it give an object
    twice, those in `narrowing` say anew what it is for. `plain` are methods that give a part of
    another query, `accepted_by` those that take a whole one. `iterated` has the texts for going
    through it. `entities` are functions that make another name for a class.
    """

    name: str
    starts: frozenset[str]
    base: str
    steps: Mapping[str, str]
    repeating: frozenset[str]
    narrowing: frozenset[str]
    plain: frozenset[str]
    accepted_by: frozenset[str]
    entities: frozenset[str]
    iterated: End
    ends: Mapping[str, tuple[End, ...]]


def chains(catalogue: Catalogue) -> Mapping[str, ChainTable]:
    """All tables of chains, by the class of the query. CatalogueError for a wrong one."""
    return {name: _chain(_Reader(name, table)) for name, table in catalogue.chains.items()}


class _Reader:
    """A table being read, with the name to use in messages."""

    def __init__(self, place: str, table: Table) -> None:
        self.place = place
        self.table = table

    def text(self, key: str) -> str:
        value = self.table.get(key, "")
        if not isinstance(value, str):
            raise CatalogueError(f"chain {self.place}: {key} must be a text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise CatalogueError(f"chain {self.place}: {key} must be a list of texts")
        return tuple(value)

    def number(self, key: str) -> int:
        value = self.table.get(key, 0)
        if not isinstance(value, int):
            raise CatalogueError(f"chain {self.place}: {key} must be a number")
        return value

    def inner(self, key: str) -> _Reader:
        value = self.table.get(key, {})
        if not isinstance(value, dict):
            raise CatalogueError(f"chain {self.place}: {key} must be a table")
        return _Reader(f"{self.place}.{key}", value)

    def list(self, key: str) -> list[_Reader]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise CatalogueError(f"chain {self.place}: {key} must be a list of tables")
        return [_Reader(f"{self.place}.{key}", item) for item in value]


def _chain(table: _Reader) -> ChainTable:
    steps, ends = table.inner("steps"), table.inner("ends")
    return ChainTable(
        name=table.place,
        starts=frozenset(table.texts("starts")),
        base=table.text("base"),
        steps={name: steps.text(name) for name in steps.table},
        repeating=frozenset(table.texts("repeating")),
        narrowing=frozenset(table.texts("narrowing")),
        plain=frozenset(table.texts("plain")),
        accepted_by=frozenset(table.texts("accepted_by")),
        entities=frozenset(table.texts("entities")),
        iterated=_end("", table.inner("iterated")),
        ends={name: tuple(_end(name, item) for item in ends.list(name)) for name in ends.table},
    )


def _end(name: str, table: _Reader) -> End:
    return End(
        name=name,
        entity=table.text("entity"),
        rows=table.text("rows"),
        unused=table.text("unused"),
        base=table.text("base"),
        only=frozenset(table.texts("only")) if "only" in table.table else None,
        arguments=table.number("arguments"),
        options=table.texts("options"),
    )
