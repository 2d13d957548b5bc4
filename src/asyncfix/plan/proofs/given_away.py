"""Says whether a function has given something that it made to others before a place in it."""

from __future__ import annotations

import ast
from collections.abc import Collection

from asyncfix.plan.proofs.accesses import nodes_of, own_objects
from asyncfix.plan.proofs.owned import MUTATORS
from asyncfix.plan.site import Site
from asyncfix.project.nodes import last_name, root_name


def is_given_away(site: Site, name: str, spawning: Collection[str]) -> bool:
    """Whether a task was started with it, or something that others have was made to hold it.

    `spawning` are the last names of functions that start tasks.
    """
    function, line = site.function_node, getattr(site.node, "lineno", 0)
    own = own_objects(function)
    kept: list[ast.expr] = []
    for node in nodes_of(function):
        if isinstance(node, ast.stmt | ast.expr) and node.lineno < line:
            if isinstance(node, ast.Call) and _takes(node, name, own, spawning):
                return True
            if isinstance(node, ast.Assign) and _is_name(node.value, name):
                kept.extend(node.targets)
    return any(_is_of_others(target, own) for target in kept)


def _takes(call: ast.Call, name: str, own: frozenset[str], spawning: Collection[str]) -> bool:
    if last_name(call.func) in spawning:
        return any(_is_name(node, name) for given in call.args for node in ast.walk(given))
    keeps = isinstance(call.func, ast.Attribute) and call.func.attr in MUTATORS
    given = any(_is_name(item, name) for item in call.args)
    return keeps and given and _is_of_others(call.func, own)


def _is_of_others(node: ast.expr, own: frozenset[str]) -> bool:
    """Whether it is an attribute or item of what the function did not make."""
    root = root_name(node) if isinstance(node, ast.Attribute | ast.Subscript) else None
    return root is not None and root.id not in own


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
