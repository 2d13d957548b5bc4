"""What the parameters of a function get from a call."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile
from types import MappingProxyType
from typing import NamedTuple

from asyncfix.project.known.facts import UNKNOWN, Known, Names, Row, Table
from asyncfix.project.known.folded import REST
from asyncfix.project.nodes import CLASS, is_spread, walk, with_defaults
from asyncfix.project.summary import Function, Parameter
from asyncfix.project.view import FunctionNode


def placed(
    args: Iterable[ast.expr], keywords: Iterable[ast.keyword], parameters: Sequence[Parameter]
) -> Iterator[tuple[str, ast.expr]]:
    """The arguments of a call, each with the name of the parameter that takes it.

    `parameters` are those that the call itself fills. What is unpacked is taken for one argument.
    """
    positional = (item.name for item in parameters if not item.keyword_only)
    yield from zip(positional, args, strict=False)
    names = {item.name for item in parameters}
    yield from ((x.arg, x.value) for x in keywords if x.arg is not None and x.arg in names)


def parameter_for(
    call: ast.Call, argument: ast.expr, parameters: Sequence[Parameter]
) -> Parameter | None:
    """Which of the parameters, all but those filled already, an argument of a call is for."""
    if is_spread(call):
        return None
    given = placed(call.args, call.keywords, parameters)
    name = next((name for name, item in given if item is argument), None)
    return next((item for item in parameters if item.name == name), None)


def passed(
    call: ast.Call,
    function: Function,
    bound: bool,
    has_rest: bool,
    evaluate: Callable[[ast.expr], Known],
    more: bool = False,
    named: Names = MappingProxyType({}),
) -> dict[str, Known] | None:
    """What is known of the parameters; None if one lacks a value.

    `bound`: Python itself gives the first argument, which is not among these. `has_rest`: all
    other keywords go into a dict. `more`: a decorator may give more arguments than the call.
    `named` are the defaults that are known and no constants.
    """
    parameters = function.parameters[1 if bound else 0 :]
    keywords = {item.arg: item.value for item in call.keywords if item.arg is not None}
    rest = unpacked(call, evaluate)
    spread = more or rest is None
    known_args = takewhile(lambda item: not isinstance(item, ast.Starred), call.args)
    given = dict(placed(known_args, call.keywords, parameters))
    rest = {name: value for name, value in (rest or {}).items() if name not in given}
    left = [item for item in parameters if item.name not in (given.keys() | rest.keys())]
    if not spread and not all(item.optional for item in left):
        return None
    known = {name: evaluate(value) for name, value in given.items()}
    names = {item.name for item in parameters}
    known.update((name, value) for name, value in rest.items() if name in names)
    if not spread:
        known.update((item.name, item.constant.value) for item in left if item.constant is not None)
        known.update((x.name, named[x.name]) for x in left if x.name in named)
        if has_rest:
            others = {name: evaluate(x) for name, x in keywords.items() if name not in names}
            others.update((name, value) for name, value in rest.items() if name not in names)
            known[REST] = Table(tuple(others.items()))
    return {name: value for name, value in known.items() if value != UNKNOWN}


def defaults(function: FunctionNode, evaluate: Callable[[ast.expr], Known]) -> dict[str, Known]:
    """The defaults that are names of what is known: of a member, of a constant of a module."""
    named = (
        (parameter.arg, evaluate(default))
        for parameter, default in with_defaults(function.args)
        if isinstance(default, ast.Name | ast.Attribute)
    )
    shared = (Row, Table)  # somebody may have changed them
    return {x: value for x, value in named if value != UNKNOWN and not isinstance(value, shared)}


def unpacked(call: ast.Call, evaluate: Callable[[ast.expr], Known]) -> dict[str, Known] | None:
    """What a call unpacks to keywords; None if some of what it unpacks is not known."""
    if any(isinstance(item, ast.Starred) for item in call.args):
        return None
    found: dict[str, Known] = {}
    for item in call.keywords:
        table = evaluate(item.value) if item.arg is None else Table(())
        if not isinstance(table, Table):
            return None
        found.update((name, value) for name, value in table.items if isinstance(name, str))
    return found


class Needs(NamedTuple):
    """The names that a function uses, and those of them that it tests, hands on or calls methods
    of."""

    used: frozenset[str]
    asked: frozenset[str]


def needs(function: FunctionNode) -> Needs:
    """What of its parameters a function needs."""
    used: set[str] = set()
    asked: set[str] = set()
    first = (*function.args.posonlyargs, *function.args.args)[:1]
    for node in walk(function):
        if isinstance(node, ast.Name):
            used.add(node.id)
        elif isinstance(node, ast.Call):
            given = (*node.args, *(item.value for item in node.keywords))
            asked.update(item.id for item in given if isinstance(item, ast.Name))
            on = node.func.value if isinstance(node.func, ast.Attribute) else None
            if isinstance(on, ast.Attribute) and on.attr == CLASS:
                on = on.value
            asked.update([on.id] if isinstance(on, ast.Name) else ())
            if isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args:
                asked.update(item.arg for item in first)
                used.update(item.arg for item in first)
        elif isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
            asked.update(_names(node.test))
        elif isinstance(node, ast.Match):
            asked.update(_names(node.subject))
        elif isinstance(node, ast.BoolOp):
            asked.update(_names(node))
    return Needs(frozenset(used), frozenset(asked))


def _names(test: ast.expr) -> Iterator[str]:
    """The names that a test asks what they are, not what they hold."""
    for node in walk(test):
        if isinstance(node, ast.BoolOp):
            yield from (item.id for item in node.values if isinstance(item, ast.Name))
        elif isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Name):
            yield node.operand.id
        elif isinstance(node, ast.Compare) and isinstance(node.left, ast.Name):
            yield node.left.id
    if isinstance(test, ast.Name):
        yield test.id
