"""Says whether the code around a node would catch an exception that it raises."""

from __future__ import annotations

import ast

from asyncfix.plan.context import Context, Site
from asyncfix.project.inference import Ref
from asyncfix.project.view import FunctionNode

_ALWAYS = frozenset({"builtins.Exception", "builtins.BaseException"})


def caught(context: Context, site: Site, exception: str) -> str:
    """Where the built-in exception would be caught in the function; empty if nowhere."""
    child: ast.AST = site.node
    for parent in site.view.ancestors(site.node):
        if isinstance(parent, FunctionNode):
            return ""
        if isinstance(parent, ast.Try) and child in parent.body:
            for handler in parent.handlers:
                if _catches(context, site, handler.type, exception):
                    return f"the `except` in line {handler.lineno}"
        elif isinstance(parent, ast.With) and child in parent.body:
            for item in parent.items:
                if _suppresses(context, site, item.context_expr, exception):
                    return f"the `with` in line {parent.lineno}"
        child = parent
    return ""


def _catches(context: Context, site: Site, kind: ast.expr | None, exception: str) -> bool:
    """Whether a class, or one of a tuple, catches it; what isn't known may."""
    if kind is None:
        return True
    if isinstance(kind, ast.Tuple):
        return any(_catches(context, site, item, exception) for item in kind.elts)
    value = context.value(site, kind)
    return not isinstance(value, Ref) or value.name in _ALWAYS | {exception}


def _suppresses(context: Context, site: Site, manager: ast.expr, exception: str) -> bool:
    if not isinstance(manager, ast.Call):
        return False
    if context.value(site, manager.func) != Ref("contextlib.suppress"):
        return False
    return any(_catches(context, site, item, exception) for item in manager.args)
