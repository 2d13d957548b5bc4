"""Says where functions of the project wait for another one: by `await`, `async with`, `async for`.

A plain function that returns what a coroutine function gives hands the wait on to its callers. Who
hands that to another call, or gives it a name, and waits for this, waits for it as well.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.calls.called_at import calls_of
from asyncfix.plan.proofs.calls.suspension import ENTERING, STEPPING
from asyncfix.project.callgraph import key_of
from asyncfix.project.nodes import COMPREHENSIONS, root_name
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module, WithBlock
from asyncfix.project.values import name_of
from asyncfix.project.view import View, walk_scope

_PASSING = (ast.IfExp, ast.BoolOp)
_HANDING = (
    *_PASSING,
    ast.NamedExpr,
    ast.Call,
    ast.keyword,
    ast.Starred,
    ast.List,
    ast.Tuple,
    *COMPREHENSIONS,
)


class Wait(NamedTuple):
    """A place where a function is waited for, with the node that waits.

    `by_task`: it runs as another task, so that whoever waits lets others in, whatever it does.
    """

    site: Site
    by_task: bool = False


def waited_for(context: Context, definition: Definition) -> Iterator[Wait]:
    """The places where the function is run and waited for."""
    function = definition.function
    for site, awaited in calls_of(context, definition):
        if awaited:
            yield Wait(site)
        else:
            yield from _handed_on(context, site)
    generator = function.is_async and function.is_generator
    if not generator and function.name not in (*ENTERING, *STEPPING):
        return
    for module in _modules(context, definition):
        for block in module.async_withs:
            yield from map(Wait, _entered_by(context, module, block, definition))
        for loop in module.iterations:
            if loop.asynchronous and loop.function >= 0 and not loop.deferred:
                found = context.suspension.gone_through(module, loop.value)
                if key_of(definition) in map(key_of, found):
                    view = context.view(module.path)
                    node = _loop(view, view.node(loop.span))
                    yield Wait(Site(view, module.functions[loop.function], node, loop.scope))


def _modules(context: Context, definition: Definition) -> Iterator[Module]:
    """The modules in which it can be: of a method, all that run code on a loop."""
    project = context.project
    named = definition.function.is_generator
    return project.mentioning(definition.function.name) if named else project.modules()


def _handed_on(context: Context, site: Site) -> Iterator[Wait]:
    """Where a coroutine is waited for that is made at a site, by the function or by its callers: by
    what that is handed to (`wait_for(load(), 5)`), by a name, or at the end of a group of tasks."""
    whole: ast.AST = site.node
    by_task = False
    while isinstance(parent := site.view.parents[whole], _HANDING):
        by_task = by_task or (isinstance(parent, ast.Call) and not _runs_it(context, site, parent))
        whole = parent
    returned = isinstance(parent, ast.Return) and not site.function.is_async
    if isinstance(whole, ast.expr) and (returned or isinstance(parent, ast.Await)):
        yield Wait(site.at(whole), by_task)
        return
    if isinstance(parent, ast.Assign | ast.AnnAssign):
        for node in _awaited_by_name(site, parent):
            yield Wait(site.at(node), by_task or not isinstance(node, ast.Name))
    if by_task and isinstance(whole, ast.Call):
        yield from (Wait(site.at(node), True) for node in _ends_of_groups(site, whole))


def _awaited_by_name(site: Site, statement: ast.Assign | ast.AnnAssign) -> Iterator[ast.expr]:
    """What the function waits for that has the name which a statement binds in it."""
    first = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    name = _name(first)
    for item in walk_scope(site.function_node) if name else ():
        if isinstance(item, ast.Await) and name in map(_name, ast.walk(item.value)):
            yield item.value


def _ends_of_groups(site: Site, call: ast.Call) -> Iterator[ast.stmt]:
    """The last statement of a block around, whose task group makes the task: it waits there."""
    group = _name(root_name(call.func))
    for block in site.view.ancestors(site.node) if group else ():
        if isinstance(block, ast.AsyncWith):
            names = [_name(item.optional_vars) for item in block.items]
            yield from block.body[-1:] if group in names else ()


def _runs_it(context: Context, site: Site, call: ast.Call) -> bool:
    """Whether a call may run the coroutine that it is handed without making a task of it."""
    value = context.value(site, call.func)
    return name_of(value) in context.catalogue.waits_for or bool(
        context.inference.functions(value, site.path)
    )


def _name(node: ast.AST | None) -> str:
    return node.id if isinstance(node, ast.Name) else ""


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
