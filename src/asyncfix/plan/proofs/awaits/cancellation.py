"""Says where a new `await` would let a cancellation in that the code around it does not expect."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.calls.called_at import calls_of
from asyncfix.project.callgraph import key_of
from asyncfix.project.nodes import WAITING, is_try
from asyncfix.project.values import object_name
from asyncfix.project.view import FunctionNode, walk_run

_LEAVES = "__aexit__"
_MOST = 30


def cut_off(context: Context, site: Site) -> str:
    """What a cancellation could do at a new `await` at the site's node; empty if nothing bad."""
    return _swallowed(context, site) or _left_undone(context, site)


def stays_open(context: Context, site: Site) -> str:
    """Why what an `await` is to close at the end of a block would stay open; empty if it would not.

    A task of asyncio is told once that it is cancelled, so that the closing begins.
    """
    library = _own_scopes(context, site)
    return f"a cancelled scope of `{library}` would cancel what closes its file" if library else ""


def _swallowed(context: Context, site: Site) -> str:
    """Why a cancellation at the site's node would get lost; empty if it would not.

    A `try` that awaits already can be cancelled without the new `await` too.
    """
    child: ast.AST = site.node
    for parent in site.view.ancestors(site.node):
        if isinstance(parent, FunctionNode):
            return ""
        if is_try(parent) and child in parent.body and not _awaits(parent):
            for handler in parent.handlers:
                if _catches_all(context, site, handler) and not _raises(handler):
                    where = f"line {handler.lineno}"
                    return f"a cancellation would end in the `except` of {where}, which keeps it"
        child = parent
    return ""


def _awaits(block: ast.Try) -> bool:
    return any(
        isinstance(node, WAITING)
        for node in walk_run(item for item in block.body if not isinstance(item, FunctionNode))
    )


def _catches_all(context: Context, site: Site, handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    for kind in kinds:
        named = kind.func if isinstance(kind, ast.Call) else kind
        value = context.value(site, named) if named is not None else None
        if kind is None or object_name(value) in context.catalogue.cancels:
            return True
    return False


def _raises(handler: ast.ExceptHandler) -> bool:
    """Whether the handler may let the cancellation go on."""
    return any(
        isinstance(node, ast.Raise)
        for node in walk_run(item for item in handler.body if not isinstance(item, FunctionNode))
    )


def _left_undone(context: Context, site: Site) -> str:
    """Why what is to be done when a task is cancelled would be left undone.

    In a scope that is cancelled, each `await` raises before it begins.
    """
    scope = _scope(context, site)
    if not scope:
        return ""
    for here in _around(context, site):
        if where := _clearing_up(context, here):
            return f"a cancelled scope of `{scope}` would cancel it at once in the {where}"
    return ""


def _around(context: Context, site: Site) -> Iterator[Site]:
    """The site, and where its function is awaited, and the functions there in turn."""
    yield site
    pending, seen = [site], {key_of(context.definition(site))}
    while pending:
        here = pending.pop()
        for caller, awaited in calls_of(context, context.definition(here)):
            if awaited:
                yield caller
                key = key_of(context.definition(caller))
                if key not in seen and len(seen) < _MOST:
                    seen.add(key)
                    pending.append(caller)


def _clearing_up(context: Context, site: Site) -> str:
    """The part of a function that a cancelled task still goes through, if the node is in one."""
    child: ast.AST = site.node
    for parent in site.view.ancestors(site.node):
        if isinstance(parent, FunctionNode):
            return f"`{_LEAVES}` of line {parent.lineno}" if parent.name == _LEAVES else ""
        if isinstance(parent, ast.With | ast.AsyncWith) and _shields(context, site, parent):
            return ""
        if is_try(parent) and child in parent.finalbody:
            return f"`finally` of the `try` of line {parent.lineno}"
        if isinstance(parent, ast.ExceptHandler) and _catches_all(context, site, parent):
            return f"`except` of line {parent.lineno}"
        child = parent
    return ""


def _shields(context: Context, site: Site, block: ast.With | ast.AsyncWith) -> bool:
    """Whether a block is a scope that keeps cancellations of others out."""
    return any(
        isinstance(item.context_expr, ast.Call)
        and any(keyword.arg == "shield" for keyword in item.context_expr.keywords)
        and object_name(context.value(site, item.context_expr.func)) in context.catalogue.scopes
        for item in block.items
    )


def _scope(context: Context, site: Site) -> str:
    """The library whose scopes may be what cancels the function around a site; "" if none is."""
    if library := _own_scopes(context, site):
        return library
    question = ("scopes",)
    if question not in context.whole:
        context.whole[question] = next(_used(context), "")
    return context.whole[question]


def _own_scopes(context: Context, site: Site) -> str:
    """The event-loop library of the function around a site, if it has scopes; "" if it has none."""
    library = context.loop_library(site)
    has = any(name.startswith(f"{library}.") for name in context.catalogue.scopes)
    return library if has else ""


def _used(context: Context) -> Iterator[str]:
    """The libraries of which the project uses a scope, or a class below one."""
    inference = context.inference
    for name in sorted(context.catalogue.scopes):
        for module in context.project.mentioning(name.rpartition(".")[2]):
            values = (inference.value(module, call.func) for call in module.calls)
            is_used = name in inference.derived(module.path)
            if is_used or any(object_name(value) == name for value in values):
                yield name.partition(".")[0]
