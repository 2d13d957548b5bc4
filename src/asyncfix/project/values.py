"""What an expression can turn out to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from asyncfix.project.terms import Expr

_MOST_CLASSES = 4


class Ref(NamedTuple):
    """A module, class, function or other object by its canonical dotted name."""

    name: str


class Instance(NamedTuple):
    """An instance of the class of that dotted name, or of one that inherits from it.

    `args` are what a container holds, as its annotation would say: `dict[str, X]` has two.
    """

    cls: str
    args: tuple[Value, ...] = ()


class Union(NamedTuple):
    """An instance of one of several classes."""

    options: frozenset[Instance]


class Coroutine(NamedTuple):
    """What calling a coroutine function gives; `result` is what awaiting it gives."""

    result: Value


class Bound(NamedTuple):
    """A method of an instance: `name` is dotted, with the class that defines it."""

    name: str


Named = Ref | Bound
"""What has a dotted name."""


class Prepared(NamedTuple):
    """A function that another one was made of: calling it calls that function.

    With a `manager`, that is a generator function, and calling it gives a context manager of that
    class, which runs it.
    """

    target: Named
    manager: str = ""


Value = Ref | Instance | Union | Coroutine | Bound | Prepared | None

TypeVariable = tuple[str, Expr]
"""A type variable: the file that it is made in, and the call that makes it."""
Types = Mapping[TypeVariable, Value]
"""What type variables stand for, those of which that is known."""
NO_TYPES: Types = MappingProxyType({})

REST = Ref("builtins.Ellipsis")
"""Stands after the one argument of a tuple of any length."""


def name_of(value: Value) -> str:
    """The dotted name of a module, class, function or method; empty for anything else."""
    return value.name if isinstance(value, Named) else ""


def object_name(value: Value) -> str:
    """The same, empty also for a method of an instance."""
    return value.name if isinstance(value, Ref) else ""


def class_name(value: Value) -> str:
    """The dotted name of the class that a value is, or is an instance of; or empty."""
    return value.cls if isinstance(value, Instance) else object_name(value)


def merge(values: Iterable[Value]) -> Value:
    """What all agree on: the one value, or one of several classes."""
    distinct = set(values)
    if len(distinct) < 2:
        return distinct.pop() if distinct else None
    options: set[Instance] = set()
    results: list[Value] = []
    for value in distinct:
        if isinstance(value, Instance):
            options.add(value)
        elif isinstance(value, Union):
            options |= value.options
        elif isinstance(value, Coroutine):
            results.append(value.result)
        else:
            return None
    if results:
        return None if options else Coroutine(merge(results))
    return _united(options)


def _united(options: Iterable[Instance]) -> Value:
    """The instances by class; what containers of one class hold is known if they agree on it."""
    by_class: dict[str, Instance] = {}
    for item in options:
        known = by_class.setdefault(item.cls, item)
        if known.args != item.args:
            by_class[item.cls] = Instance(item.cls)
    if len(by_class) == 1:
        return next(iter(by_class.values()))
    return Union(frozenset(by_class.values())) if len(by_class) <= _MOST_CLASSES else None
