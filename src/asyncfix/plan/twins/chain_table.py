"""Reads the tables of chains: how calls on a query of an object become one call of its twin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from asyncfix.catalogue import Catalogue
from asyncfix.reader import Reader


@dataclass(frozen=True, slots=True)
class End:
    """What the last method of a chain becomes, where it has no other steps than `only`, if given.

    `entity` and `rows` are the texts for a query of one class and for any other, and `unused` for
    one whose result nobody uses. `base` is what the query is made by. `arguments` is how many
    arguments without a keyword it takes, and `options` are the names of those behind them, which
    become options of the query. `kept`: it is for a query in a variable that has no other steps,
    and one at least; `{options}` is then where the options go.
    """

    name: str
    entity: str
    rows: str
    unused: str
    base: str
    only: frozenset[str] | None
    arguments: int
    options: tuple[str, ...]
    kept: bool


@dataclass(frozen=True, slots=True)
class ChainTable:
    """The table of a class of queries.

    `starts` are the members that make one; `base` is what makes the new one. `steps` has the new
    name of each method that gives a further query; those in `repeating` can make it give an object
    twice, those in `narrowing` say anew what it is for. `plain` are methods that give a part of
    another query, `accepted_by` those that take a whole one. `iterated` has the texts for going
    through it, and `sliced` is what to do instead of taking a slice of it. `entities` are functions
    that make another name for a class.
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
    sliced: str
    ends: Mapping[str, tuple[End, ...]]


def chains(catalogue: Catalogue) -> Mapping[str, ChainTable]:
    """All tables of chains, by the class of the query. CatalogueError for a wrong one."""
    return {
        name: _chain(name, Reader(f"chain {name}", table))
        for name, table in catalogue.chains.items()
    }


def _chain(name: str, table: Reader) -> ChainTable:
    ends = {
        method: tuple(_end(method, item) for item in items)
        for method, items in table.lists("ends").items()
    }
    return table.record(
        ChainTable, name=name, iterated=_end("", table.inner("iterated")), ends=ends
    )


def _end(name: str, table: Reader) -> End:
    return table.record(End, name=name, only=table.words("only") if table.has("only") else None)
