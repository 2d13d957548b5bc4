"""Makes the facts of places that are waited for: calls, and blocks that are entered."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.model import Edit, Import
from asyncfix.plan.context import Context, Site
from asyncfix.plan.twins.facts import Change, Fact, Key, Link, Suspends, obstacle
from asyncfix.plan.twins.places import function_around, is_main
from asyncfix.plan.twins.tables import Tables
from asyncfix.project.view import View


def waited(key: Key, view: View, call: ast.Call) -> Iterator[Fact]:
    """A call that is awaited."""
    yield from suspending(key, view, call, Edit(view.module.path, view.span(call), "add_await"))


def entered(
    context: Context, tables: Tables, key: Key, view: View, item: ast.withitem
) -> Iterator[Fact]:
    """A `with` that becomes an `async with`, if all that it enters has to be entered so."""
    block = view.parents[item]
    if not isinstance(block, ast.With):
        yield obstacle(key, view, item.context_expr, "it is in an `async with` already")
        return
    for other in block.items:
        if not tables.is_entered(context, view, other.context_expr):
            text = ast.unparse(other.context_expr)
            reason = f"`{text}` needs a `with` that is not asynchronous: split the two"
            yield obstacle(key, view, block, reason)
            return
        yield Link(key, tables.entered_key(context, view, other.context_expr))
    edit = Edit(view.module.path, view.span(block), "make_with_async")
    yield from suspending(key, view, block, edit)


def suspending(key: Key, view: View, node: ast.expr | ast.stmt, edit: Edit) -> Iterator[Fact]:
    """A place that is waited for, in the function around it."""
    function = function_around(view, node)
    if function is None and edit.codemod == "add_await" and is_main(view, node):
        arguments = {"run": "asyncio.run"}
        edit = edit._replace(codemod="run_coroutine", arguments=arguments)
        yield Change(key, edit._replace(imports=(Import("asyncio"),)))
        return
    if function is None:
        text = ast.unparse(node).partition("\n")[0]
        reason = f"`{text}` runs when the module is imported, where nothing can be awaited"
        yield obstacle(key, view, node, reason)
        return
    yield Suspends(key, Site(view, function, node, function.scope), edit)
