"""Finds the items of collections that are written out, where one of them is picked."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from asyncfix.project.values import object_name
from asyncfix.project.view import FunctionNode

if TYPE_CHECKING:
    from asyncfix.plan.clients.origins import Origin, Origins
    from asyncfix.plan.context import Site

_READERS = frozenset({"builtins.len", "builtins.sorted", "builtins.enumerate", "builtins.max"})
_KEEPING = frozenset({"update", "setdefault", "get", "items", "keys", "values", "copy"})
_UNCHANGING = (ast.Constant, ast.JoinedStr, ast.BinOp)


def picked(origins: Origins, node: ast.expr, site: Site, depth: int) -> list[Origin] | None:
    """All that an expression may give which picks from a collection; None if that isn't known."""
    if isinstance(node, ast.Subscript):
        return (
            None if isinstance(node.slice, ast.Slice) else items(origins, node.value, site, depth)
        )
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        callee = origins.context.value(site, node.func)
        if object_name(callee) in origins.context.catalogue.picks:
            return items(origins, node.args[0], site, depth)
    return None


def items(origins: Origins, node: ast.expr, site: Site, depth: int) -> list[Origin] | None:
    """The origins of all items of a collection of texts; None if there may be others."""
    found: list[Origin] = []
    for origin in origins.of(node, site, depth + 1):
        parts = _parts(origin.node)
        if parts is None or not all(isinstance(part, _UNCHANGING) for part in parts):
            return None
        if origin.name and not _is_left_alone(origins, origin):
            return None
        for part in parts:
            found += origins.of(part, origin.site, depth + 1)
    return found or None


def _parts(node: ast.expr | None) -> list[ast.expr] | None:
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return node.elts
    return node.values if isinstance(node, ast.Dict) and all(node.keys) else None


def _is_left_alone(origins: Origins, origin: Origin) -> bool:
    """Whether all uses of the name that a collection was last kept under only read it."""
    if isinstance(origin.node, ast.Tuple):
        return True
    return _all_uses(
        origins, origin, lambda parent, node: _only_reads(origins, origin.site, parent, node)
    )


def has_items(origins: Origins, origin: Origin) -> bool:
    """Whether it is a dict that is written out with items, and none is taken out under its name."""

    def keeps(parent: ast.AST, node: ast.Name) -> bool:
        if isinstance(parent, ast.Subscript):
            return not isinstance(parent.ctx, ast.Del)
        if isinstance(parent, ast.Attribute):
            return parent.attr in _KEEPING
        return _only_reads(origins, origin.site, parent, node)

    filled = isinstance(origin.node, ast.Dict) and any(origin.node.keys)
    return filled and (not origin.name or _all_uses(origins, origin, keeps))


def _all_uses(origins: Origins, origin: Origin, test: Callable[[ast.AST, ast.Name], bool]) -> bool:
    """Whether all that reads an origin's name passes, with what each stands in."""
    view, site = origin.site.view, origin.site
    if origin.node is None:
        return True
    function = view.enclosing_function(origin.node)
    if function is None and any(
        module is not site.module and origins.context.view(module.path).mentions(origin.name)
        for module in origins.context.project.mentioning(origin.name)
    ):
        return False
    scope: FunctionNode | ast.Module = function or view.tree
    return all(
        test(view.parents[node], node)
        for node in ast.walk(scope)
        if isinstance(node, ast.Name) and node.id == origin.name and isinstance(node.ctx, ast.Load)
    )


def _only_takes(origins: Origins, site: Site, call: ast.Call) -> bool:
    """Whether a function looks at what it is given, and no more."""
    callee, catalogue = origins.context.value(site, call.func), origins.context.catalogue
    readers = _READERS | catalogue.picks | catalogue.quoted_texts
    return object_name(callee) in readers


def _only_reads(origins: Origins, site: Site, parent: ast.AST, node: ast.Name) -> bool:
    if isinstance(parent, ast.Subscript):
        return isinstance(parent.ctx, ast.Load)
    if isinstance(parent, ast.Call) and parent.func is not node:
        return _only_takes(origins, site, parent)
    return isinstance(parent, ast.Compare | ast.For | ast.comprehension)
