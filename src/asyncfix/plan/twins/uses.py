"""Says where an object comes from and what becomes of it, at one place where it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.model import Argument, Edit
from asyncfix.plan.context import Context
from asyncfix.plan.twins.arguments import received
from asyncfix.plan.twins.facts import (
    Change,
    Fact,
    Key,
    Link,
    Remark,
    expression_key,
    obstacle,
    result_key,
    stored,
)
from asyncfix.plan.twins.gathering import gone_through, is_gone_through
from asyncfix.plan.twins.held import Held, closing_of
from asyncfix.plan.twins.homes import functions_called, home
from asyncfix.plan.twins.makers import made
from asyncfix.plan.twins.managers import is_entered_asynchronously
from asyncfix.plan.twins.members import member
from asyncfix.plan.twins.opening import opened
from asyncfix.plan.twins.overrides import override_of
from asyncfix.plan.twins.places import function_around, is_shared
from asyncfix.plan.twins.settling import settled
from asyncfix.plan.twins.suspending import entered
from asyncfix.plan.twins.tables import Tables
from asyncfix.project.inference import Instance
from asyncfix.project.nodes import targets_of
from asyncfix.project.project import Definition
from asyncfix.project.view import View

_SHOWING = frozenset(f"builtins.{name}" for name in ("print", "str", "repr", "id", "bool"))


def facts_of(context: Context, tables: Tables, held: Held) -> Iterator[Fact]:
    """All that is to be said of an object at a place."""
    if held.twin.refuse:
        yield obstacle(held.key, held.view, held.node, held.twin.refuse)
        return
    if held.twin.exclusive and isinstance(held.node, ast.Call) and is_shared(held.view, held.node):
        reason = f"`{held.text}` is made once for all tasks, but {held.twin.exclusive}"
        yield obstacle(held.key, held.view, held.node, reason)
    yield from _origin(context, tables, held)
    yield from _use(context, tables, held, held.node)


# where it comes from


def _origin(context: Context, tables: Tables, held: Held) -> Iterator[Fact]:
    node, view = held.node, held.view
    if not isinstance(node, ast.Call):
        variable = home(context, view, node)
        if variable is None:
            reason = f"it is not known where `{held.text}` comes from"
            yield obstacle(held.key, view, node, reason)
        else:
            yield Link(held.key, variable)
            if held.twin.exclusive and _is_of_outer(variable, view, node):
                yield Remark(held.key, f"`{held.text}` may be used by several tasks at once")
        return
    maker = tables.maker(context, view, node)
    if maker is not None:
        yield from made(context, tables, view, node, maker)
        if maker.opens:
            yield from opened(context, tables, held)
        return
    receiver = node.func
    if isinstance(receiver, ast.Attribute) and tables.held(context, view, receiver) is None:
        receiver = receiver.value
    if tables.held(context, view, receiver) is not None:
        yield Link(held.key, expression_key(view, receiver))
        if receiver is node.func:
            yield from _of_factory(tables, held, node)
        return
    called = functions_called(context, view, node)
    for definition in called:
        yield Link(held.key, result_key(definition))
    if not called:
        reason = f"`{ast.unparse(node.func)}` gives a `{held.twin.name}` that is not made in sight"
        yield obstacle(held.key, view, node, reason)


def _is_of_outer(variable: Key, view: View, node: ast.expr) -> bool:
    """Whether a variable is one of a function around the one that names it."""
    return variable.kind == "name" and variable.number not in (0, view.scope(node))


def _of_factory(tables: Tables, held: Held, call: ast.Call) -> Iterator[Fact]:
    """What a factory is called with must mean the same to the twin of what it makes."""
    known = tables.twins.get(held.twin.name)
    for keyword in call.keywords:
        if known is None or keyword.arg not in known.arguments:
            reason = f"`{keyword.arg or '**'}` is not known to mean the same to the twin"
            yield obstacle(held.key, held.view, call, reason)
    if call.args:
        yield obstacle(held.key, held.view, call, "the factory is called with arguments")


# what becomes of it


def _use(context: Context, tables: Tables, held: Held, node: ast.expr) -> Iterator[Fact]:
    view, parent = held.view, held.view.parents[node]
    if isinstance(parent, ast.Attribute):
        yield from member(context, tables, held, parent)
    elif isinstance(parent, ast.withitem):
        if held.twin.settles:
            yield from settled(context, tables, held, parent)
        else:
            yield from entered(context, tables, held.key, view, parent)
        if parent.optional_vars is not None:
            yield from _stored(context, held, parent.optional_vars)
    elif (item := closing_of(context, view, node)) is not None:
        yield from _closed(context, tables, held, item)
    elif held.twin.gathered and is_gone_through(view, node):
        yield from gone_through(context, tables, held)
    elif isinstance(parent, ast.keyword) or (isinstance(parent, ast.Call) and parent.func != node):
        yield from _argument(context, tables, held, node)
    elif isinstance(parent, ast.Assign | ast.AnnAssign):
        targets = targets_of(parent)
        for target in targets:
            yield from _stored(context, held, target)
    elif isinstance(parent, ast.Return | ast.Yield):
        yield _handed_out(context, held, node)
    elif isinstance(parent, ast.Lambda) and override_of(context, view, parent) is not None:
        yield Link(held.key, expression_key(view, parent))
    elif isinstance(parent, ast.NamedExpr):
        yield from _stored(context, held, parent.target)
        yield from _use(context, tables, held, parent)
    elif isinstance(parent, ast.BoolOp) or (
        isinstance(parent, ast.IfExp) and parent.test is not node
    ):
        yield from _use(context, tables, held, parent)
    elif not _is_looked_at(parent):
        reason = f"`{held.text}` goes where it is not followed"
        yield obstacle(held.key, view, node, reason)


def _handed_out(context: Context, held: Held, node: ast.expr) -> Fact:
    """What is returned or yielded is what its function gives."""
    view, function = held.view, function_around(held.view, node)
    if function is None:
        return obstacle(held.key, view, node, "it is handed out of no function")
    if is_entered_asynchronously(context, view, view.enclosing_function(node) or node):
        reason = f"`{held.text}` is handed out by an `async with`, which is not followed"
        return obstacle(held.key, view, node, reason)
    return stored(held.key, result_key(Definition(view.module, function)), view, node)


def _closed(context: Context, tables: Tables, held: Held, item: ast.withitem) -> Iterator[Fact]:
    """A `with closing(…)` becomes the `async with` of what it closes."""
    view = held.view
    if not held.is_call:
        reason = f"`{held.text}` is closed by a `with` that does not open it"
        yield obstacle(held.key, view, held.node, reason)
        return
    span = view.span(item.context_expr)
    arguments: dict[str, Argument] = {"takes": "coroutine"}
    yield Change(held.key, Edit(view.module.path, span, "call_plainly", arguments))
    yield from entered(context, tables, held.key, view, item)
    if item.optional_vars is not None:
        yield from _stored(context, held, item.optional_vars)


def _is_looked_at(parent: ast.AST) -> bool:
    """Whether the code around an object only calls it, looks whether it is there, or shows it."""
    if isinstance(parent, ast.Compare):
        return all(isinstance(item, ast.Is | ast.IsNot) for item in parent.ops)
    if isinstance(parent, ast.UnaryOp):
        return isinstance(parent.op, ast.Not)
    return isinstance(
        parent, ast.Call | ast.Expr | ast.If | ast.While | ast.IfExp | ast.FormattedValue
    )


def _stored(context: Context, held: Held, target: ast.expr) -> Iterator[Fact]:
    variable = home(context, held.view, target)
    text = ast.unparse(target)
    if variable is None or not isinstance(target, ast.Name | ast.Attribute):
        reason = f"it is kept in `{text}`, which is not followed"
        yield obstacle(held.key, held.view, target, reason)
        return
    yield stored(held.key, variable, held.view, target)
    value = context.value_in(held.view, target)
    if not isinstance(value, Instance) or value.cls not in (held.twin.name, *held.twin.kin):
        yield obstacle(held.key, held.view, target, f"`{text}` is something else as well")


def _argument(context: Context, tables: Tables, held: Held, node: ast.expr) -> Iterator[Fact]:
    view, call = held.view, held.view.call_given(node)
    if call is None:  # a keyword of a class statement
        yield obstacle(held.key, view, node, f"`{held.text}` goes where it is not followed")
        return
    func = call.func
    if tables.maker(context, view, call) or tables.held(context, view, func):
        yield Link(held.key, expression_key(view, call))
        return
    if isinstance(func, ast.Attribute):
        owner = tables.held(context, view, func.value)
        if owner is not None and func.attr in owner.takes:
            yield Link(held.key, expression_key(view, func.value))
            return
    taken = tables.taker(context, view, call)
    if taken is not None:
        yield from taken.facts(context, held.key, view, call, node)
        return
    called = functions_called(context, view, call)
    if called:
        for definition in called:
            yield from received(context, held.key, held.twin, view, call, node, definition)
    elif tables.name(context, view, func) not in _SHOWING:
        reason = f"`{held.text}` is handed to `{ast.unparse(func)}`, whose code is not known"
        yield obstacle(held.key, view, node, reason)
