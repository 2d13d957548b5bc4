"""What an expression can turn out to be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Ref(NamedTuple):
    """A module, class, function or other object by its canonical dotted name."""

    name: str


class Instance(NamedTuple):
    """An instance of the class of that dotted name."""

    cls: str


class Coroutine(NamedTuple):
    """What calling a coroutine function gives; `result` is what awaiting it gives."""

    result: Value


class Bound(NamedTuple):
    """A method of an instance: `name` is dotted, class included."""

    name: str


Value = Ref | Instance | Coroutine | Bound | None


def merge(values: Iterable[Value]) -> Value:
    """The one value that all agree on."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else None
