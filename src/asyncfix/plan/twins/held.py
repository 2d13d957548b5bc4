"""One place where an object of a class that has a twin is, and how it is closed there."""

from __future__ import annotations

import ast
from collections.abc import Collection
from typing import NamedTuple

from asyncfix.plan.context import Context
from asyncfix.plan.twins.facts import Key, expression_key
from asyncfix.plan.twins.twin import Twin
from asyncfix.project.values import object_name
from asyncfix.project.view import View


class Held(NamedTuple):
    """An expression that gives an object of a class that has a twin."""

    view: View
    node: ast.expr
    twin: Twin

    @property
    def key(self) -> Key:
        """The key of the expression."""
        return expression_key(self.view, self.node)

    @property
    def text(self) -> str:
        """How it is written."""
        return ast.unparse(self.node)

    @property
    def is_call(self) -> bool:
        """Whether it is a call that makes the object, not a variable."""
        return isinstance(self.node, ast.Call)


def closing_of(context: Context, view: View, node: ast.expr) -> ast.withitem | None:
    """The item of a `with` that closes at its end what an expression gives, and does no more."""
    call = view.parents[node]
    if not isinstance(call, ast.Call) or call.args != [node] or call.keywords:
        return None
    item, value = view.parents[call], context.value_in(view, call.func)
    is_closing = object_name(value) == "contextlib.closing"
    return item if is_closing and isinstance(item, ast.withitem) else None


def closes(statement: ast.AST, name: str, twin: Twin) -> bool:
    """Whether a statement does nothing but close what a variable has."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and ast.unparse(call) == f"{name}.{twin.closes}()"


def begins_with(call: ast.Call, words: Collection[str]) -> bool:
    """Whether the first argument is a text that begins with one of the words, if there are any."""
    if not words:
        return True
    first: ast.expr | None = call.args[0] if call.args else None
    if isinstance(first, ast.JoinedStr) and first.values:
        first = first.values[0]
    text = first.value if isinstance(first, ast.Constant) else None
    return isinstance(text, str) and bool(text.split()) and text.split()[0].lower() in words
