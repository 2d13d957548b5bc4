"""Finds what tests put in the place of a dependency."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.plan.context import Context
from asyncfix.plan.twins.facts import Fact, Key, Link, expression_key, obstacle, result_key
from asyncfix.project.inference import Instance, Ref
from asyncfix.project.view import View


def override_of(context: Context, view: View, node: ast.expr) -> ast.expr | None:
    """What takes the place of a dependency, or what it takes the place of."""
    overrides = {name for item in context.catalogue.frameworks for name in item.overrides}
    statement = view.statement(node)
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    target = statement.targets[0]
    if not isinstance(target, ast.Subscript) or not isinstance(target.value, ast.Attribute):
        return None
    if target.value.attr not in overrides:
        return None
    return statement.value if target.slice is node else target.slice


def overriding(
    context: Context, key: Key, view: View, node: ast.expr, other: ast.expr
) -> Iterator[Fact]:
    """The one dependency moves with the other."""
    if isinstance(other, ast.Lambda) and isinstance(context.value_in(view, other.body), Instance):
        yield Link(key, expression_key(view, other))
        return
    value = context.value_in(view, other)
    found = context.inference.functions(value, view.module.path) if isinstance(value, Ref) else []
    for definition in found:
        yield Link(key, result_key(definition))
    if not found:
        text = ast.unparse(other)
        yield obstacle(key, view, node, f"`{text}` is put in its place, which is not in sight")
