"""Bounds what is told of values within values: what a function adds to, and hands to itself, grows
with each call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from asyncfix.project.known.facts import Choice, Known, Row, Table, Thing, as_thing

_DEEPEST = 8


def bounded(value: Known) -> Known:
    """The value, or only what it is if containers and objects are too deep in each other."""
    if not _is_deep(value, _DEEPEST):
        return value
    return replace(value, attributes=()) if isinstance(value, Thing) else as_thing(value)


def _is_deep(value: Known, most: int) -> bool:
    inner = _inner(value)
    return bool(inner) and (not most or any(_is_deep(item, most - 1) for item in inner))


def _inner(value: Known) -> Iterable[Known]:
    if isinstance(value, Row):
        return value.items
    if isinstance(value, Choice):
        return value.options
    if isinstance(value, Table):
        return [item for _, item in value.items]
    return [item for _, item in value.attributes] if isinstance(value, Thing) else ()
