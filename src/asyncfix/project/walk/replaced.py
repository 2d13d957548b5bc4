"""Finds functions that another one of their name takes the place of before anybody calls them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_BLOCKS = ("body", "orelse", "finalbody", "handlers")
# What these give is known by its name alone, and by nothing else.
_DECORATORS = frozenset(
    {"staticmethod", "classmethod", "abstractmethod", "overload", "override", "final"}
)


def replaced(body: Sequence[ast.stmt]) -> frozenset[ast.stmt]:
    """The functions of a module's or class's body that a later one in it surely replaces.

    In between, nothing names them, and no statement is a call that might run them.
    """
    found: set[ast.stmt] = set()
    before: dict[str, list[tuple[int, _Function]]] = {}
    for index, statement in enumerate(body):
        if isinstance(statement, _Function):
            for start, earlier in before.pop(statement.name, ()):
                between = body[start:index]
                if not _may_be_used(statement.name, earlier, [*between, statement]):
                    found.add(earlier)
        for each in _defined(statement):
            before.setdefault(each.name, []).append((index, each))
    return frozenset(found)


def _defined(statement: ast.stmt) -> Iterator[_Function]:
    """The functions that a statement defines for the block that it stands in."""
    if isinstance(statement, _Function):
        yield statement
    elif not isinstance(statement, ast.ClassDef):
        for field in _BLOCKS:
            for inner in getattr(statement, field, ()):
                if isinstance(inner, ast.ExceptHandler | ast.stmt):
                    yield from _defined_in(inner)


def _defined_in(inner: ast.ExceptHandler | ast.stmt) -> Iterator[_Function]:
    for statement in inner.body if isinstance(inner, ast.ExceptHandler) else [inner]:
        yield from _defined(statement)


def _may_be_used(name: str, function: _Function, between: Sequence[ast.stmt]) -> bool:
    """Whether somebody may have got hold of a function, or called it, by the end of these."""
    if not all(_last(item) in _DECORATORS for item in function.decorator_list):
        return True
    return any(
        (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await))
        or (isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load))
        for statement in between
        for node in _run_at_once(statement)
    )


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _run_at_once(node: ast.AST) -> Iterator[ast.AST]:
    """What runs where a statement stands: not the bodies of functions."""
    yield node
    if isinstance(node, _Function):
        parts: Iterator[ast.AST] = iter(
            [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        )
    else:
        parts = ast.iter_child_nodes(node)
    for part in parts:
        yield from _run_at_once(part)
