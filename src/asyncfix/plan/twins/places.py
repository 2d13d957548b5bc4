"""Looks at where a node stands."""

from __future__ import annotations

import ast

from asyncfix.project.summary import Function
from asyncfix.project.view import View


def function_around(view: View, node: ast.AST) -> Function | None:
    """The function around a node."""
    around = view.enclosing_function(node)
    if around is None:
        return None
    span = view.span(around)
    return next((item for item in view.module.functions if item.span == span), None)
