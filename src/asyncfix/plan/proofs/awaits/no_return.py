"""Says why what is awaited may never come back: it never ends, or waits for who awaits it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.plan.context import Context, Site
from asyncfix.project.alone import parsed_alone
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Value
from asyncfix.project.project import Definition
from asyncfix.project.several import in_each
from asyncfix.project.summary import Module
from asyncfix.project.terms import Attr, Called, Expr
from asyncfix.project.view import FunctionNode, walk_scope

_DEEPEST = 3


def may_not_return(context: Context, site: Site, call: ast.Call) -> str:
    """Why a coroutine that is awaited at a place may keep it for ever; empty if it doesn't."""
    held = set(_held(site))
    for definition in _run_by(context, site.module, describe(call.func, site.scope), _DEEPEST):
        function = definition.function
        if function.endless:
            return f"`{function.name}` never comes to its end: a task may be meant"
        if definition.module is site.module and function is site.function:
            return f"`{function.name}` would wait for itself: a task may be meant"
        lock = _entered(context, definition, held, _DEEPEST)
        if lock:
            return f"`{lock}` is held, which `{function.name}` waits for"
    return ""


def _run_by(context: Context, module: Module, func: Expr, depth: int) -> Iterator[Definition]:
    """The functions that run where what a call gives is awaited.

    Of a plain function that gives another one's coroutine, that one is among them.
    """
    value = context.inference.callee(module, func)
    values: Sequence[Value] = (value,)
    if value is None and isinstance(func, Attr):
        values = in_each(context.inference, module, func)
    for item in values:
        for definition in context.inference.functions(item, module.path):
            yield definition
            returned = () if definition.function.is_async else definition.function.returned
            for made in returned if depth else ():
                if isinstance(made, Called):
                    yield from _run_by(context, definition.module, made.func, depth - 1)


def _held(site: Site) -> Iterator[str]:
    """What the function enters by `async with` around the place, as it is written."""
    for parent in site.view.ancestors(site.node):
        if isinstance(parent, FunctionNode):
            return
        if isinstance(parent, ast.AsyncWith):
            yield from _lasting(parent)


def _lasting(node: ast.AsyncWith) -> Iterator[str]:
    """What an `async with` enters that is there before: names and attributes."""
    for item in node.items:
        if isinstance(item.context_expr, ast.Name | ast.Attribute):
            yield ast.unparse(item.context_expr)


def _entered(context: Context, definition: Definition, held: set[str], depth: int) -> str:
    """Which of them a coroutine function enters itself, or one that it awaits."""
    if not held or depth == 0:
        return ""
    module, function = definition.module, definition.function
    for node in walk_scope(parsed_alone(context.project, definition)[0]):
        if isinstance(node, ast.AsyncWith):
            again = held.intersection(_lasting(node))
            if again:
                return min(again)
    for call in module.calls:
        if call.awaited and call.function == function.index:
            value = context.inference.value(module, call.func)
            for other in context.inference.functions(value, module.path):
                found = _entered(context, other, held, depth - 1)
                if found:
                    return found
    return ""
