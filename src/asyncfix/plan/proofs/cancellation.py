"""Says where a new `await` would let a cancellation in that the code around it does not expect."""

from __future__ import annotations

import ast

from asyncfix.plan.context import Context, Site
from asyncfix.project.values import object_name
from asyncfix.project.view import FunctionNode, walk_run

_SUSPENDING = (ast.Await, ast.AsyncFor, ast.AsyncWith)


def swallowed(context: Context, site: Site) -> str:
    """Why a cancellation at the site's node would get lost; empty if it would not.

    A `try` that awaits already can be cancelled without the new `await` too.
    """
    child: ast.AST = site.node
    for parent in site.view.ancestors(site.node):
        if isinstance(parent, FunctionNode):
            return ""
        if isinstance(parent, ast.Try) and child in parent.body and not _awaits(parent):
            for handler in parent.handlers:
                if _catches_all(context, site, handler) and not _raises(handler):
                    where = f"line {handler.lineno}"
                    return f"a cancellation would end in the `except` of {where}, which keeps it"
        child = parent
    return ""


def _awaits(block: ast.Try) -> bool:
    return any(
        isinstance(node, _SUSPENDING)
        for node in walk_run(item for item in block.body if not isinstance(item, FunctionNode))
    )


def _catches_all(context: Context, site: Site, handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    for kind in kinds:
        value = context.value(site, kind) if kind is not None else None
        if kind is None or object_name(value) in context.catalogue.cancels:
            return True
    return False


def _raises(handler: ast.ExceptHandler) -> bool:
    """Whether the handler may let the cancellation go on."""
    return any(
        isinstance(node, ast.Raise)
        for node in walk_run(item for item in handler.body if not isinstance(item, FunctionNode))
    )
