"""What the parameters of a function get from a call."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import NamedTuple

from asyncfix.project.facts import UNKNOWN, Known, Table
from asyncfix.project.folding import REST
from asyncfix.project.nodes import walk
from asyncfix.project.summary import Function
from asyncfix.project.view import FunctionNode


def passed(
    call: ast.Call,
    function: Function,
    bound: bool,
    has_rest: bool,
    evaluate: Callable[[ast.expr], Known],
    more: bool = False,
) -> dict[str, Known] | None:
    """What is known of the parameters; None if one lacks a value.

    `bound`: Python itself gives the first argument, which is not among these. `has_rest`: all
    other keywords go into a dict. `more`: a decorator may give more arguments than the call.
    """
    parameters = function.parameters[1 if bound else 0 :]
    starred = any(isinstance(item, ast.Starred) for item in call.args)
    keywords = {item.arg: item.value for item in call.keywords if item.arg is not None}
    spread = more or starred or len(keywords) < len(call.keywords)
    given: dict[str, ast.expr] = {}
    for item, argument in zip(
        (item for item in parameters if not item.keyword_only), call.args, strict=False
    ):
        if isinstance(argument, ast.Starred):
            break
        given[item.name] = argument
    names = {item.name for item in parameters}
    given.update((name, value) for name, value in keywords.items() if name in names)
    left = [item for item in parameters if item.name not in given]
    if not spread and not all(item.optional for item in left):
        return None
    known = {name: evaluate(value) for name, value in given.items()}
    if not spread:
        known.update((item.name, item.constant.value) for item in left if item.constant is not None)
        if has_rest:
            others = ((name, evaluate(x)) for name, x in keywords.items() if name not in names)
            known[REST] = Table(tuple(others))
    return {name: value for name, value in known.items() if value != UNKNOWN}


class Needs(NamedTuple):
    """The names that a function uses, and those of them that it tests, hands on or calls methods
    of."""

    used: frozenset[str]
    asked: frozenset[str]


def needs(function: FunctionNode) -> Needs:
    """What of its parameters a function needs."""
    used: set[str] = set()
    asked: set[str] = set()
    for node in walk(function):
        if isinstance(node, ast.Name):
            used.add(node.id)
        elif isinstance(node, ast.Call):
            given = (*node.args, *(item.value for item in node.keywords))
            asked.update(item.id for item in given if isinstance(item, ast.Name))
            on = node.func.value if isinstance(node.func, ast.Attribute) else None
            asked.update([on.id] if isinstance(on, ast.Name) else ())
        elif isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
            asked.update(_names(node.test))
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
