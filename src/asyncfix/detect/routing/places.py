"""An expression with where it stands, and for which call and turn of a loop it is looked at."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import NamedTuple

from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, Value
from asyncfix.project.summary import Module
from asyncfix.project.view import FunctionNode, View


class Variable(NamedTuple):
    """A parameter, or the target of the loop in that line, by the scope of its file."""

    path: str
    scope: int
    name: str
    line: int = 0


class Place(NamedTuple):
    """An expression, and the scope that its names are looked up from.

    `frame` is what parameters of the functions around it and targets of loops stand for, where
    one call, and one turn of a loop, is looked at.
    """

    view: View
    node: ast.expr
    scope: int
    frame: tuple[tuple[Variable, Place], ...] = ()

    @property
    def module(self) -> Module:
        """The module that the expression is in."""
        return self.view.module

    def at(self, node: ast.expr) -> Place:
        """Another expression that is looked at from the same scope."""
        return self._replace(node=node)


Frame = tuple[tuple[Variable, Place], ...]


def value_at(inference: Inference, place: Place) -> Value:
    """What an expression is."""
    return inference.value(place.module, describe(place.node, place.scope))


def framed(frame: Frame, entries: Iterable[tuple[Variable, Place]]) -> Frame:
    """A frame with more in it."""
    return tuple(sorted({**dict(frame), **dict(entries)}.items(), key=itemgetter(0)))


def agree(one: Frame, other: Frame) -> bool:
    """Whether two frames can be those of one call: what both know is the same."""
    known = dict(other)
    return all(name not in known or _is_same(place, known[name]) for name, place in one)


def _is_same(one: Place, other: Place) -> bool:
    if isinstance(one.node, ast.Constant) and isinstance(other.node, ast.Constant):
        return one.node.value == other.node.value
    return one.node is other.node and agree(one.frame, other.frame)


def loops_around(view: View, node: ast.AST) -> Iterator[ast.For]:
    """The loops that run a statement or an expression, within its function, from the inside out."""
    child = node
    for parent in view.ancestors(node):
        if isinstance(parent, FunctionNode):
            return
        if isinstance(parent, ast.For) and any(item is child for item in parent.body):
            yield parent
        child = parent


def frame_of(place: Place) -> Frame:
    """What of a frame the expression can depend on: the functions and loops that it stands in."""
    if not place.frame:
        return ()
    turns = {
        (name.id, name.lineno)
        for loop in loops_around(place.view, place.node)
        for name in ast.walk(loop.target)
        if isinstance(name, ast.Name)
    }
    around = {*scopes_around(place.module, place.scope)}
    return tuple(
        (variable, value)
        for variable, value in place.frame
        if variable.path == place.module.path
        and ((variable.name, variable.line) in turns if variable.line else variable.scope in around)
    )


def scopes_around(module: Module, scope: int) -> Iterator[int]:
    """A scope, and those that it lies in."""
    while scope >= 0:
        yield scope
        scope = module.scopes[scope].parent


def argument(call: ast.Call, index: int, *keywords: str) -> ast.expr | None:
    """The argument of a call at that index, or by one of those keywords."""
    for item in call.keywords:
        if item.arg in keywords:
            return item.value
    if not 0 <= index < len(call.args):
        return None
    starred = any(isinstance(item, ast.Starred) for item in call.args[: index + 1])
    return None if starred else call.args[index]
