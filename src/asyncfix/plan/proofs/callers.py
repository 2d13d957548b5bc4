"""Says whether callers rely on a coroutine function that has never let go of the loop so far."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.called_at import calls_of
from asyncfix.plan.proofs.shared import split_update
from asyncfix.project.callgraph import Key, key_of
from asyncfix.project.project import Definition
from asyncfix.project.view import View, walk_scope

_MOST = 30


def split_in_caller(context: Context, definition: Definition) -> str:
    """What a caller uses before it awaits the function, and after; "" if nothing is.

    As long as the function awaited nothing, no other task could come in between; nor in the
    callers of one that awaits only such functions.
    """
    pending, seen = [definition], {key_of(definition)}
    while pending:
        current = pending.pop()
        if _lets_go(context, current, seen):
            continue
        for site in _awaited_at(context, current):
            caller = context.definition(site)
            reason = split_update(context, site, (site.node,)) or context.file_uses.contended(
                caller
            )
            if reason:
                return f"`{caller.function.name}` awaits it: {reason}"
            if key_of(caller) not in seen and len(seen) < _MOST:
                seen.add(key_of(caller))
                pending.append(caller)
    return ""


def _lets_go(context: Context, definition: Definition, seen: set[Key]) -> bool:
    """Whether a coroutine function awaits something else than functions that were looked at."""
    if not definition.function.awaits:
        return False
    view = context.view(definition.module.path)
    for node in walk_scope(view.function_node(definition.function)):
        if isinstance(node, ast.AsyncFor | ast.AsyncWith):
            return True
        if isinstance(node, ast.Await) and not _is_seen(context, view, node.value, seen):
            return True
    return False


def _is_seen(context: Context, view: View, awaited: ast.expr, seen: set[Key]) -> bool:
    value = context.value_in(view, awaited.func) if isinstance(awaited, ast.Call) else None
    found = context.inference.functions(value, view.module.path)
    return any(key_of(item) in seen for item in found)


def _awaited_at(context: Context, definition: Definition) -> Iterator[Site]:
    """The places in the project where the function is called and awaited."""
    return (site for site, awaited in calls_of(context, definition) if awaited)
