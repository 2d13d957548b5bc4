"""Follows a dict that is written out, also what is stored in it later, entry by entry."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping

from asyncfix.plan.clients.origins import Origin, Origins
from asyncfix.plan.context import Site
from asyncfix.project.inference import Instance, Named
from asyncfix.project.view import FunctionNode

Entry = Callable[[ast.expr, ast.expr, Site], bool]


def is_mapping(
    origins: Origins, origin: Origin, entry: Entry, seen: frozenset[int] = frozenset()
) -> bool:
    """Whether it is a dict that is written out, all of whose entries pass, also later ones.

    `seen` are the dicts that are being looked at: one that is spread into itself adds nothing.
    """
    node, site = origin.node, origin.site
    if not isinstance(node, ast.Dict):
        return False
    if id(node) in seen:
        return True
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            spread = origins.of(value, site)
            if not all(is_mapping(origins, item, entry, seen | {id(node)}) for item in spread):
                return False
        elif not entry(key, value, site):
            return False
    if not origin.name:
        return True
    return all(
        later is not None and entry(*later, site) for later in _later_entries(origins, origin)
    )


def _later_entries(origins: Origins, origin: Origin) -> Iterator[tuple[ast.expr, ast.expr] | None]:
    """The entries that are stored under a dict's name; None where it may change otherwise."""
    view, site = origin.site.view, origin.site
    function = view.enclosing_function(origin.node) if origin.node is not None else None
    scope: FunctionNode | ast.Module = function or view.tree
    for node in ast.walk(scope):
        if not isinstance(node, ast.Name) or node.id != origin.name:
            continue
        parent = view.parents[node]
        grand = view.parents.get(parent)
        if isinstance(parent, ast.Subscript) and parent.value is node:
            if isinstance(parent.ctx, ast.Store) and isinstance(grand, ast.Assign):
                yield parent.slice, grand.value
            elif isinstance(parent.ctx, ast.Store) or isinstance(grand, ast.Attribute):
                yield None
        elif isinstance(node.ctx, ast.Load) and not _only_reads(origins, site, node, parent, grand):
            yield None


def _only_reads(
    origins: Origins, site: Site, node: ast.Name, parent: ast.AST, grand: ast.AST | None
) -> bool:
    """Whether a use of a name leaves its dict as it is."""
    if isinstance(parent, ast.Attribute):
        return parent.attr in ("get", "items", "keys", "values", "copy") and isinstance(
            grand, ast.Call
        )
    if isinstance(parent, ast.keyword):
        parent = site.view.parents[parent]
    if isinstance(parent, ast.Call) and parent.func is not node:
        if _updates_client(origins, site, parent.func):
            return True
        callee = origins.context.value(site, parent.func)
        entry = None
        if isinstance(callee, Named):
            entry = origins.context.catalogue.entry(callee.name)
        return entry is not None and bool(entry.client)
    if isinstance(parent, ast.Dict):
        return any(
            key is None and value is node
            for key, value in zip(parent.keys, parent.values, strict=True)
        )
    return isinstance(parent, ast.Compare | ast.FormattedValue | ast.If | ast.For)


def _updates_client(origins: Origins, site: Site, func: ast.expr) -> bool:
    """Whether a function takes over what a dict holds into a client object, for its requests."""
    if not isinstance(func, ast.Attribute) or func.attr != "update":
        return False
    state = func.value
    held = state.value if isinstance(state, ast.Attribute) else state
    owner = origins.context.value_in(site.view, held)
    return isinstance(owner, Instance) and any(
        isinstance(session := table.get("session"), Mapping) and owner.cls in session
        for table in origins.context.catalogue.clients.values()
    )
