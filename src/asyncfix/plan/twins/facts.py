"""What is found out about objects on their way through a project, one fact at a time."""

from __future__ import annotations

import ast
from typing import NamedTuple

from asyncfix.model import Edit
from asyncfix.plan.site import Site
from asyncfix.project.project import Definition
from asyncfix.project.view import View


class Key(NamedTuple):
    """Something that objects are in, or come through.

    `kind` is `expression` (number: its line, name: its columns), `name` (of the scope of that
    index), `alias` and `query` (such a name, for an annotation or a query), `attribute` (of the
    class of that index), `result` (of the function of that index: what it returns or yields), or
    `function` (of that index: whether it is a coroutine function).
    """

    kind: str
    path: str
    number: int
    name: str = ""


class Link(NamedTuple):
    """The same object can be in both: they move together, or stay together."""

    one: Key
    other: Key


class Stored(NamedTuple):
    """An object is put into a variable, or handed out of a function, at a place of its file."""

    one: Key
    other: Key
    place: tuple[str, int, int]


class Obstacle(NamedTuple):
    """Why something cannot move; one clause, and the place that it is about."""

    key: Key
    path: str
    line: int
    reason: str


class Received(NamedTuple):
    """A parameter that nobody has annotated gets an object of that class."""

    key: Key
    cls: str


class Suspends(NamedTuple):
    """A place that is waited for after the move, so that a coroutine function must be around it."""

    key: Key
    site: Site
    edit: Edit


class Runs(NamedTuple):
    """A place in a plain function of a test that runs on a loop of its own after the move."""

    key: Key
    site: Site
    edit: Edit


class Becomes(NamedTuple):
    """A function that becomes a coroutine function, whatever stands in it."""

    key: Key
    definition: Definition


class Change(NamedTuple):
    """An edit that the move needs, beside those that wait for something."""

    key: Key
    edit: Edit


class Remark(NamedTuple):
    """What the move changes, or leaves to be done by a person; one clause.

    `requires` are the packages that the new code needs.
    """

    key: Key
    text: str
    requires: tuple[str, ...] = ()


Fact = Link | Stored | Received | Becomes | Obstacle | Suspends | Runs | Change | Remark


def expression_key(view: View, node: ast.expr) -> Key:
    """The key of an expression."""
    span = view.span(node)
    columns = f"{span.column}-{span.end_line}-{span.end_column}"
    return Key("expression", view.module.path, span.line, columns)


def result_key(definition: Definition) -> Key:
    """The key of what a function returns or yields."""
    return Key("result", definition.module.path, definition.function.index)


def function_key(definition: Definition) -> Key:
    """The key of a function that may have to become a coroutine function."""
    return Key("function", definition.module.path, definition.function.index)


def stored(key: Key, variable: Key, view: View, node: ast.expr) -> Stored:
    """That an object is put into a variable, by what stands at a node."""
    return Stored(key, variable, (view.module.path, node.lineno, node.col_offset))


def obstacle(key: Key, view: View, node: ast.expr | ast.stmt | ast.arg, reason: str) -> Obstacle:
    """An obstacle at a node."""
    return Obstacle(key, view.module.path, node.lineno, reason)
