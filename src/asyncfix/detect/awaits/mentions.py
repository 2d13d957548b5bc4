"""Says where a function uses one of its names."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.project.view import FunctionNode, ScopeNode, walk_scope


def reads(function: FunctionNode, name: str) -> Iterator[ast.Name]:
    """The places where a function itself reads a name."""
    for node in walk_scope(function):
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
            yield node


def captured(function: FunctionNode, name: str) -> bool:
    """Whether a nested function or lambda uses the name."""
    return any(
        isinstance(inner, ast.Name) and inner.id == name
        for node in walk_scope(function)
        if isinstance(node, ScopeNode)
        for inner in ast.walk(node)
    )
