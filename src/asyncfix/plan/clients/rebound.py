"""Tells the uses of a name that see the result of a call from those that see something else."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from asyncfix.plan.code.reaching import reaching
from asyncfix.plan.context import Site
from asyncfix.plan.proposal import Refusal
from asyncfix.project.view import walk_scope


def strangers(site: Site, name: str, calls: Sequence[ast.expr]) -> frozenset[ast.Name] | Refusal:
    """Where the name is something else than what one of the calls gives, or None.

    Refused if it may be either at one of its uses.
    """
    function = site.function_node
    own = [x for x in walk_scope(function) if isinstance(x, ast.Name) and x.id == name]
    stores = [item for item in own if isinstance(item.ctx, ast.Store)]
    kept = {item for item in stores if _binds(site, item, calls)}
    missing = {item for item in stores if is_missing(site, item)}
    refusal = Refusal(f"`{name}` is bound to something else too")
    if any(isinstance(item.ctx, ast.Del) for item in own):
        return refusal
    if len(kept) + len(missing) == len(stores):
        return frozenset()
    if any(isinstance(item, ast.ClassDef) for item in walk_scope(function)):
        return refusal
    found = set(stores) - kept - missing
    seen = reaching(function, name)
    for node in own:
        bound = seen.get(node, frozenset())  # nothing, where a comprehension has it itself
        if isinstance(node.ctx, ast.Load) and not bound & kept:
            found.add(node)
        elif bound & kept and (node in found or bound - kept - missing - {None}):
            return refusal
    return frozenset(found)


def all_strangers(
    site: Site, names: Iterable[str], calls: Sequence[ast.expr]
) -> frozenset[ast.Name]:
    """Where any of the names is something else."""
    found = (strangers(site, name, calls) for name in names)
    return frozenset(node for item in found if not isinstance(item, Refusal) for node in item)


def _binds(site: Site, node: ast.Name, calls: Sequence[ast.expr]) -> bool:
    """Whether a name is bound to what one of the calls gives, and nothing else is."""
    parent = site.view.parents[node]
    value: ast.expr | None = None
    if isinstance(parent, ast.Assign):
        value = parent.value if len(parent.targets) == 1 else None
    elif isinstance(parent, ast.AnnAssign | ast.NamedExpr):
        value = parent.value
    elif isinstance(parent, ast.withitem):
        value = parent.context_expr
    return any(value is call for call in calls)


def is_missing(site: Site, node: ast.Name) -> bool:
    """Whether a name is bound to None, or only declared."""
    parent = site.view.parents[node]
    if not isinstance(parent, ast.Assign | ast.AnnAssign | ast.NamedExpr):
        return False
    value = parent.value
    if value is None:
        return True
    return isinstance(value, ast.Constant) and value.value is None
