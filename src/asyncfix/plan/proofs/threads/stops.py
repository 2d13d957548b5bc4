"""Says which functions may raise StopIteration, which leaves neither a coroutine nor a thread."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.plan.code.names import given
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.calls.strangers import definer
from asyncfix.plan.proofs.threads.off_loop_calls import is_stop
from asyncfix.plan.proofs.threads.raised import STOP
from asyncfix.project.alone import parsed_alone
from asyncfix.project.callgraph import key_of
from asyncfix.project.expressions import describe
from asyncfix.project.project import Definition
from asyncfix.project.terms import Expr
from asyncfix.project.values import object_name
from asyncfix.project.view import walk_scope

_MOST = 300


def lets_stop_out(context: Context, definition: Definition) -> str:
    """The function that may raise StopIteration, of those that one runs; "" if none does."""
    pending, seen = [definition], {key_of(definition)}
    while pending and len(seen) < _MOST:
        current = pending.pop()
        if raises_stop(context, current):
            return current.function.name
        for edge in context.graph.edges(current):
            for target, _ in context.dispatch.runs(current, edge, ""):
                # out of a generator, Python lets another exception
                if key_of(target) not in seen and not target.function.is_generator:
                    seen.add(key_of(target))
                    pending.append(target)
    return ""


def raises_stop(context: Context, definition: Definition) -> bool:
    """Whether a function may raise StopIteration."""
    inference, module = context.inference, definition.module
    for call in context.graph.body(definition).calls:
        value = inference.value(module, call.func)
        if call.text.endswith(".__next__") or (
            object_name(value) == "builtins.next" and len(call.args) < 2
        ):
            return True
        if is_stop(inference, module.path, value):
            return True
    raised = [inference.value(module, expr) for expr in definition.function.raises]
    if any(is_stop(inference, module.path, value) for value in raised):
        return True
    errors = context.off_loop.errors
    return bool(errors.handed(STOP)) and any(
        errors.may_be(inference.value(module, expr), STOP) for expr in _raised(context, definition)
    )


def _raised(context: Context, definition: Definition) -> Iterator[Expr]:
    """What a function raises, or makes to raise it."""
    node, _ = parsed_alone(context.project, definition)
    for part in walk_scope(node):
        if isinstance(part, ast.Raise) and part.exc is not None:
            kind = part.exc.func if isinstance(part.exc, ast.Call) else part.exc
            yield describe(kind, definition.function.scope)


def handed_stop(context: Context, site: Site, call: ast.Call) -> str:
    """The function that may raise StopIteration, of those that a call is handed; "" if none."""
    for item in given(call):
        name = definer(context.value(site, item))
        for callback in context.inference.functions_named(name, site.path):
            if stops := lets_stop_out(context, callback):
                return stops
    return ""
