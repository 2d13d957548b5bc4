"""Says whether the code around a node would catch an exception that it raises."""

from __future__ import annotations

import ast
from collections.abc import Collection

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.calls.called_at import calls_of
from asyncfix.project.callgraph import key_of
from asyncfix.project.inference import Ref
from asyncfix.project.nodes import is_try
from asyncfix.project.view import FunctionNode, walk_scope

_MOST = 30
_KEEPS = "return_exceptions"

_ALWAYS = frozenset({"builtins.Exception", "builtins.BaseException"})


def caught(context: Context, site: Site, exception: str, *, named: bool = False) -> str:
    """Where the built-in exception would be caught in the function; empty if nowhere.

    `named`: by its name, not by an `except Exception`, or by what isn't known.
    """
    child: ast.AST = site.node
    for parent in site.view.ancestors(site.node):
        if isinstance(parent, FunctionNode):
            return ""
        if is_try(parent) and child in parent.body:
            for handler in parent.handlers:
                if _catches(context, site, handler.type, exception, named):
                    return f"the `except` in line {handler.lineno}"
        elif isinstance(parent, ast.With) and child in parent.body:
            for item in parent.items:
                if _suppresses(context, site, item.context_expr, exception, named):
                    return f"the `with` in line {parent.lineno}"
        child = parent
    return ""


def caught_above(context: Context, site: Site, exceptions: Collection[str]) -> str:
    """Where one of the exceptions is expected in functions that run this one; empty if nowhere.

    An `except Exception` around all that a program does expects nothing.
    """
    pending = [context.definition(site)]
    seen = {key_of(pending[0])}
    while pending:
        for place, awaited in calls_of(context, pending.pop()):
            where = f"in `{place.function.name}` ({place.path})"
            if _is_expected(context, place, awaited, exceptions):
                return f"the code around its call {where}"
            caller = context.definition(place)
            if key_of(caller) not in seen and len(seen) < _MOST:
                seen.add(key_of(caller))
                pending.append(caller)
    return ""


def _is_expected(context: Context, place: Site, awaited: bool, exceptions: Collection[str]) -> bool:
    """Whether code is ready for one of the exceptions; of a task, it may be anywhere."""
    if awaited:
        handlers = [
            item.type
            for parent in place.view.ancestors(place.node)
            if is_try(parent)
            for item in parent.handlers
        ]
        managers = [item for item in place.view.ancestors(place.node) if isinstance(item, ast.With)]
    else:
        nodes = list(walk_scope(place.function_node))
        handlers = [item.type for item in nodes if isinstance(item, ast.ExceptHandler)]
        managers = [item for item in nodes if isinstance(item, ast.With)]
        if any(isinstance(item, ast.keyword) and item.arg == _KEEPS for item in nodes):
            return True
    kinds = [kind for kind in handlers if kind is not None]
    for block in managers:
        for item in block.items:
            kinds += _suppressed(context, place, item.context_expr)
    return any(
        context.value(place, part) == Ref(exception)
        for kind in kinds
        for part in (kind.elts if isinstance(kind, ast.Tuple) else (kind,))
        for exception in exceptions
    )


def _catches(
    context: Context, site: Site, kind: ast.expr | None, exception: str, named: bool
) -> bool:
    """Whether a class, or one of a tuple, catches it; what isn't known may."""
    if kind is None:
        return not named
    if isinstance(kind, ast.Tuple):
        return any(_catches(context, site, item, exception, named) for item in kind.elts)
    value = context.value(site, kind)
    if named:
        return value == Ref(exception)
    return not isinstance(value, Ref) or value.name in _ALWAYS | {exception}


def _suppresses(
    context: Context, site: Site, manager: ast.expr, exception: str, named: bool
) -> bool:
    kinds = _suppressed(context, site, manager)
    return any(_catches(context, site, item, exception, named) for item in kinds)


def _suppressed(context: Context, site: Site, manager: ast.expr) -> list[ast.expr]:
    """The exceptions that a context manager lets nobody see."""
    if not isinstance(manager, ast.Call):
        return []
    return manager.args if context.value(site, manager.func) == Ref("contextlib.suppress") else []
