"""Says which functions, given a file, read or write it at once, and leave nothing for later."""

from __future__ import annotations

import ast

from asyncfix.plan.context import Context, Site
from asyncfix.project.inference import Bound, Ref, name_of
from asyncfix.project.nodes import root_name

_BUILTINS = frozenset({"list", "tuple", "set", "frozenset", "sorted", "sum", "print"})
_AT_ONCE = frozenset({"load", "dump", "safe_load", "safe_dump", "full_load", "copyfileobj"})


def consumes(context: Context, site: Site, call: ast.Call, node: ast.expr) -> bool:
    """Whether a call does all its work on the file `node`, an argument of it, before it returns."""
    keyword = next((item.arg for item in call.keywords if item.value is node), "")
    if node not in call.args and not keyword:
        return False
    value = context.value(site, call.func)
    if isinstance(value, Bound):
        return value.name == "builtins.str.join"
    if not isinstance(value, Ref) or context.patches.for_good(value.name, site.path):
        return False
    owner, _, last = value.name.rpartition(".")
    if owner == "builtins":
        return last in _BUILTINS and (last != "print" or keyword == "file")
    safe = context.catalogue.thread_safe
    known = {value.name, owner, owner.partition(".")[0]} & safe
    return last in _AT_ONCE and bool(known)


def opens(context: Context, site: Site, node: ast.expr) -> bool:
    """Whether an expression is a call that opens a file or the like, to be gone through later."""
    if not isinstance(node, ast.Call):
        return False
    value = context.value(site, node.func)
    entry = context.catalogue.entry(name_of(value))
    return entry is not None and (entry.unit or entry.lazy) and not entry.bound


def stays_off(context: Context, site: Site, name: str) -> bool:
    """Whether the open file in a name is only used by calls that can be moved to threads."""
    return all(
        _is_movable(context, site, node)
        for node in ast.walk(site.function_node)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    )


def _is_movable(context: Context, site: Site, use: ast.Name) -> bool:
    parent = site.view.parents[use]
    if site.view.enclosing_function(use) is not site.function_node or any(
        isinstance(item, ast.Lambda) for item in site.view.ancestors(use)
    ):
        return False
    if isinstance(parent, ast.Attribute):
        call = site.view.parents[parent]
        if not (isinstance(call, ast.Call) and call.func is parent):
            return True
        value = context.value(site, parent)
        known = isinstance(value, Bound) and context.catalogue.entry(value.name) is not None
        return known or parent.attr in ("close", "fileno", "isatty", "readable", "writable", "tell")
    return isinstance(parent, ast.Return | ast.Yield | ast.Compare | ast.If | ast.UnaryOp)


def is_shared_file(context: Context, site: Site, call: ast.Call) -> bool:
    """Whether it is a method call on an open file that other tasks can reach."""
    value = context.value(site, call.func)
    if not isinstance(value, Bound) or not isinstance(call.func, ast.Attribute):
        return False
    callables, returns = context.catalogue.callables, context.catalogue.returns
    opened = {returns.get(name) for name, entry in callables.items() if entry.unit}
    holder = call.func.value
    root = root_name(holder)
    if value.name.rpartition(".")[0] not in opened or root is None or isinstance(holder, ast.Call):
        return False
    own = site.module.scopes[site.function.scope].bindings
    return root.id not in own or root.id == site.function.receiver
