"""Tells by the place of an expression what is done with it there."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asyncfix.plan.context import Site
from asyncfix.project.view import FunctionNode, View


def is_test(view: View, node: ast.expr) -> bool:
    """Whether only the truth of an expression counts."""
    parent = view.parents[node]
    if isinstance(parent, ast.If | ast.While | ast.Assert | ast.IfExp):
        return parent.test is node
    if isinstance(parent, ast.UnaryOp):
        return isinstance(parent.op, ast.Not)
    return isinstance(parent, ast.BoolOp) and is_test(view, parent)


def is_binding(parent: ast.AST, node: ast.expr) -> bool:
    """Whether a node assigns what a call gives to one name."""
    if isinstance(parent, ast.AnnAssign):
        return parent.value is node and isinstance(parent.target, ast.Name)
    return (
        isinstance(parent, ast.Assign)
        and parent.value is node
        and len(parent.targets) == 1
        and isinstance(parent.targets[0], ast.Name)
        and isinstance(node, ast.Call)
    )


def is_none_test(parent: ast.Compare, node: ast.expr) -> bool:
    """Whether a comparison only asks if the expression is None."""
    other = parent.comparators[0]
    return (
        parent.left is node
        and len(parent.ops) == 1
        and isinstance(parent.ops[0], ast.Is | ast.IsNot)
        and isinstance(other, ast.Constant)
        and other.value is None
    )


def binds_otherwise(node: ast.AST, name: str) -> bool:
    """Whether a node binds the name without a `Name` that stores into it."""
    if isinstance(node, ast.Global | ast.Nonlocal):
        return name in node.names
    if isinstance(node, ast.alias):
        return (node.asname or node.name.partition(".")[0]) == name
    if isinstance(
        node, FunctionNode | ast.ClassDef | ast.ExceptHandler | ast.MatchAs | ast.MatchStar
    ):
        return node.name == name
    return isinstance(node, ast.MatchMapping) and node.rest == name


def is_followed_by(site: Site, node: ast.Attribute, then: Sequence[str]) -> bool:
    """Whether a member is used in one of these ways: `[]`, `in`, or a method that is called."""
    return any(_uses_as(site, node, use) for use in then)


def _uses_as(site: Site, node: ast.Attribute, use: str) -> bool:
    parent = site.view.parents[node]
    if use == "[]":
        return (
            isinstance(parent, ast.Subscript)
            and parent.value is node
            and isinstance(parent.ctx, ast.Load)
        )
    if use == "in":
        return (
            isinstance(parent, ast.Compare)
            and parent.comparators == [node]
            and isinstance(parent.ops[0], ast.In | ast.NotIn)
        )
    grand = site.view.parents.get(parent)
    return (
        isinstance(parent, ast.Attribute)
        and parent.attr == use
        and isinstance(grand, ast.Call)
        and grand.func is parent
    )


def is_key(site: Site, node: ast.Attribute, keys: Sequence[str]) -> bool:
    """Whether what is looked up in a member is written out, and is one of the keys."""
    parent = site.view.parents[node]
    key: ast.expr | None = None
    if isinstance(parent, ast.Subscript):
        key = parent.slice
    elif isinstance(parent, ast.Compare):
        key = parent.left
    elif isinstance(parent, ast.Attribute):
        call = site.view.parents[parent]
        key = call.args[0] if isinstance(call, ast.Call) and call.args else None
    text = key.value if isinstance(key, ast.Constant) else None
    return isinstance(text, str) and text.lower() in keys
