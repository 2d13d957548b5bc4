"""Says whether a function has given something that it made to others before a place in it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

from asyncfix.plan.proofs.state.accesses import nodes_of, outer_names, own_objects
from asyncfix.plan.proofs.state.owned import MUTATORS
from asyncfix.plan.site import Site
from asyncfix.project.nodes import last_name, root_name
from asyncfix.project.view import FunctionNode

_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def is_given_away(site: Site, name: str, spawning: Collection[str]) -> bool:
    """Whether a task was started with it, or something that others have was made to hold it.

    `spawning` are the last names of functions that start tasks.
    """
    own = own_objects(site.function_node)
    outer = outer_names(site.function_node)
    for node in _run_before(site, name):
        if isinstance(node, ast.Call) and _takes(node, name, own, spawning):
            return True
        if any(_is_of_others(target, own, outer) for target in _kept_in(node, name)):
            return True
    return False


def _run_before(site: Site, name: str) -> Iterator[ast.stmt | ast.expr]:
    """What may run before the place with what the name stands for there: also further round."""
    line = getattr(site.node, "lineno", 0)
    for parent in site.view.ancestors(site.node):
        if isinstance(parent, FunctionNode):
            break
        if isinstance(parent, _LOOPS) and not _binds(parent, name):
            line = (parent.end_lineno or line) + 1
    for node in nodes_of(site.function_node):
        if isinstance(node, ast.stmt | ast.expr) and node.lineno < line:
            yield node


def _binds(loop: ast.stmt, name: str) -> bool:
    stored = (x for x in ast.walk(loop) if isinstance(x, ast.Name) and isinstance(x.ctx, ast.Store))
    return any(node.id == name for node in stored)


def _takes(call: ast.Call, name: str, own: frozenset[str], spawning: Collection[str]) -> bool:
    given = [*call.args, *(item.value for item in call.keywords)]
    if last_name(call.func) in spawning:
        return any(_is_name(node, name) for item in given for node in ast.walk(item))
    keeps = isinstance(call.func, ast.Attribute) and call.func.attr in MUTATORS
    return keeps and any(_holds(x, name) for x in given) and _is_of_others(call.func, own)


def _kept_in(node: ast.AST, name: str) -> Sequence[ast.expr]:
    """What an assignment makes hold it."""
    if isinstance(node, ast.AnnAssign):
        return [node.target] if node.value is not None and _holds(node.value, name) else []
    if not isinstance(node, ast.Assign):
        return []
    if _holds(node.value, name) or any(_is_name(target, name) for target in node.targets):
        return node.targets
    return []


def _holds(node: ast.expr, name: str) -> bool:
    """Whether it is that, or a container that is written out with it in."""
    if isinstance(node, ast.List | ast.Set | ast.Tuple):
        return any(_holds(item, name) for item in node.elts)
    if isinstance(node, ast.Dict):
        return any(_holds(item, name) for item in node.values)
    return _is_name(node, name)


def _is_of_others(node: ast.expr, own: frozenset[str], outer: frozenset[str] = frozenset()) -> bool:
    """Whether it is an attribute or item of what the function did not make, or one of `outer`."""
    if isinstance(node, ast.Name):
        return node.id in outer
    root = root_name(node) if isinstance(node, ast.Attribute | ast.Subscript) else None
    return root is not None and root.id not in own


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
