"""Reduces what is written out - numbers, texts, slices - to what resolution needs of it."""

from __future__ import annotations

import ast
from functools import lru_cache

from asyncfix.project.terms import NONE, Constant, Expr, Literal, Slice, Text

LITERALS: dict[type[ast.expr], str] = {
    ast.Dict: "builtins.dict",
    ast.DictComp: "builtins.dict",
    ast.List: "builtins.list",
    ast.ListComp: "builtins.list",
    ast.Set: "builtins.set",
    ast.SetComp: "builtins.set",
    ast.Tuple: "builtins.tuple",
    ast.Compare: "builtins.bool",
}
"""The classes of what is written out, by its kind of node."""
_LONGEST_TEXT = 60
_LONGEST_ANNOTATION = 200

# The same thing said again is the same object: most are said often, and all are kept.
literal = lru_cache(maxsize=100)(Literal)
constant = lru_cache(maxsize=2_000, typed=True)(Constant)
_slice = lru_cache(maxsize=200)(Slice)


def describe_constant(node: ast.expr | None) -> Constant | None:
    """A number, short text, True, False or None that is written out; None for anything else."""
    if not isinstance(node, ast.Constant):
        return None
    value = node.value
    if isinstance(value, str):
        return constant(value) if len(value) <= _LONGEST_TEXT else None
    return constant(value) if value is None or isinstance(value, (int, float)) else None


def describe_written(node: ast.Constant, scope: int) -> Expr:
    """The class of a constant; a text may be an annotation that is seen from that scope."""
    value = node.value
    if value is None:
        return NONE
    if isinstance(value, str):
        short = len(value) < _LONGEST_ANNOTATION and "\n" not in value
        return Text(value, scope) if short else literal("builtins.str")
    return literal(f"builtins.{type(value).__name__}")


def describe_slice(node: ast.Slice) -> Slice:
    """The slice, with its bounds where they are numbers."""
    bounds = (node.lower, node.upper, node.step)
    start, stop, step = map(whole_number, bounds)
    known = all(item is None or whole_number(item) is not None for item in bounds)
    if not known:
        return _slice(None, None, None if node.step is None else 1, False)
    return _slice(start, stop, step, True)


def whole_number(node: ast.expr | None) -> int | None:
    """A number that is written out, be it with a minus: it counts from the end then."""
    negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    inner = node.operand if isinstance(node, ast.UnaryOp) and negative else node
    value = inner.value if isinstance(inner, ast.Constant) else None
    if type(value) is not int:
        return None
    return -value if negative else value
