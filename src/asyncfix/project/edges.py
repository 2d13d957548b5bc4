"""A place in a function where another one of the project runs."""

from __future__ import annotations

from typing import NamedTuple

from asyncfix.model import Span
from asyncfix.project.project import Definition

Key = tuple[str, int]


class Edge(NamedTuple):
    """A place in a function where another one of the project runs.

    `how`: `call`, `either` (a call of one of several), `with`, `iterate`, `callback`, `later` (a
    callback of `map` and its like), `read` (a property), `operator` (also that which sets a
    property) or `decorator`. `certain`: no other function can be meant. `bound`: Python gives the
    first argument. `awaited`: what the call gives is awaited. `below`: it is a method of a class
    below the one that is named, to which only what is known to be of such a class comes. `on`: the
    name of the object whose method runs without being called by name, if it has one.
    """

    span: Span
    text: str
    scope: int
    target: Definition
    how: str
    certain: bool
    bound: bool = False
    awaited: bool = False
    below: bool = False
    on: str = ""


CALLS = frozenset({"call", "either"})
"""How an edge that is a call of its target leads there."""


def key_of(definition: Definition) -> Key:
    """What tells a function from all others."""
    return (definition.module.path, definition.function.index)
