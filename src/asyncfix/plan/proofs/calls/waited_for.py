"""Says where functions of the project wait for another one: by `await`, `async with`, `async for`.

A plain function that returns what a coroutine function gives hands the wait on to its callers.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.calls.called_at import calls_of
from asyncfix.plan.proofs.calls.suspension import ENTERING, STEPPING
from asyncfix.project.callgraph import key_of
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module, WithBlock
from asyncfix.project.view import View

_PASSING = (ast.IfExp, ast.BoolOp)


def waited_for(context: Context, definition: Definition) -> Iterator[Site]:
    """The places where the function is run and waited for, each with the node that waits."""
    function = definition.function
    for site, awaited in calls_of(context, definition):
        if awaited or _is_returned(site):
            yield site
    generator = function.is_async and function.is_generator
    if not generator and function.name not in (*ENTERING, *STEPPING):
        return
    for module in _modules(context, definition):
        for block in module.async_withs:
            yield from _entered_by(context, module, block, definition)
        for loop in module.iterations:
            if loop.asynchronous and loop.function >= 0 and not loop.deferred:
                found = context.suspension.gone_through(module, loop.value)
                if key_of(definition) in map(key_of, found):
                    view = context.view(module.path)
                    node = _loop(view, view.node(loop.span))
                    yield Site(view, module.functions[loop.function], node, loop.scope)


def _modules(context: Context, definition: Definition) -> Iterator[Module]:
    """The modules in which it can be: of a method, all that run code on a loop."""
    project = context.project
    named = definition.function.is_generator
    return project.mentioning(definition.function.name) if named else project.modules()


def _is_returned(site: Site) -> bool:
    if site.function.is_async:
        return False
    parent = site.view.parents[site.node]
    while isinstance(parent, _PASSING):
        parent = site.view.parents[parent]
    return isinstance(parent, ast.Return)


def _entered_by(
    context: Context, module: Module, block: WithBlock, definition: Definition
) -> Iterator[Site]:
    """The places at which a block waits for a function: where it begins, where it ends, or both."""
    for item in block.items:
        found = context.suspension.entered(module, item.value)
        if key_of(definition) not in map(key_of, found):
            continue
        view, function = context.view(module.path), module.functions[block.function]
        whole = view.node(block.span)
        if isinstance(whole, ast.AsyncWith):
            begins, ends = (definition.function.name != name for name in reversed(ENTERING))
            if begins:
                yield Site(view, function, whole.items[0].context_expr, block.scope)
            if ends:
                yield Site(view, function, whole.body[-1], block.scope)


def _loop(view: View, iterated: ast.AST) -> ast.stmt | ast.expr:
    """The loop or comprehension that goes through something."""
    node = view.parents[iterated]
    while not isinstance(node, ast.stmt | ast.expr):
        node = view.parents[node]
    return node
