"""Follows a chain of calls on a query, and says what one call of the twin takes its place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.plan.context import Context
from asyncfix.plan.twins.chain_table import ChainTable
from asyncfix.plan.twins.homes import holds_class, home
from asyncfix.project.inference import Instance, Ref, object_name
from asyncfix.project.nodes import is_spread
from asyncfix.project.view import View


class Chain(NamedTuple):
    """The calls on a query, from its start to the last one.

    `base` is the call that starts it, or the name of a variable that has a query; `steps` are the
    calls that give a further query, `last` the call after them, and `node` the whole.
    """

    view: View
    base: ast.expr
    steps: tuple[ast.Call, ...]
    last: ast.Call | None
    node: ast.expr

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the steps."""
        return tuple(method(call) for call in self.steps)


class Start(NamedTuple):
    """What a query was started with: the session, and whether it is for one class.

    `repeats`: it is joined in a way that can make it give an object twice.
    """

    call: ast.Call
    session: ast.expr
    entity: bool
    repeats: bool = False


def method(call: ast.Call) -> str:
    """The name of the method that is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def chain_from(table: ChainTable, view: View, base: ast.expr) -> Chain:
    """The chain that begins with the call or name."""
    steps: list[ast.Call] = []
    node = base
    while True:
        member = view.parents[node]
        call = view.parents[member]
        if not isinstance(member, ast.Attribute) or not isinstance(call, ast.Call):
            break
        if call.func is not member:
            break
        if member.attr not in table.steps:
            return Chain(view, base, tuple(steps), call, call)
        steps.append(call)
        node = call
    return Chain(view, base, tuple(steps), None, node)


def is_start(table: ChainTable, node: ast.expr) -> bool:
    """Whether a call, known to give a query, starts one."""
    return isinstance(node, ast.Call) and method(node) in table.starts


def starts_of(
    context: Context, table: ChainTable, view: View, base: ast.expr
) -> list[Start] | None:
    """What a query was started with; None if that is not known.

    A variable has been given queries in the function around it, and nothing else.
    """
    if is_start(table, base) and isinstance(base, ast.Call):
        entity = _is_entity(context, table, view, base)
        if entity is None or not isinstance(base.func, ast.Attribute):
            return None
        return [Start(base, base.func.value, entity)]
    if not isinstance(base, ast.Name):
        return None
    return _of_variable(context, table, view, base)


def _of_variable(
    context: Context, table: ChainTable, view: View, base: ast.Name
) -> list[Start] | None:
    scope = view.scope(base)
    bindings = context.inference.lookup(view.module, scope, base.id) or ()
    if base.id not in view.module.scopes[scope].bindings or scope == 0:
        return None
    found: list[Start] = []
    repeats = False
    values = list(assigned(view, base.id, scope))
    if len(values) != len(bindings):
        return None
    for value in values:
        root, names = _root(table, value)
        repeats = repeats or bool(names & table.repeating)
        if isinstance(root, ast.Name) and root.id == base.id and not names & table.narrowing:
            continue
        started = starts_of(context, table, view, root) if isinstance(root, ast.Call) else None
        if started is None:
            return None
        entity = started[0].entity and not names & table.narrowing
        found += [item._replace(entity=entity) for item in started]
    return [item._replace(repeats=repeats) for item in found] or None


def assigned(view: View, name: str, scope: int) -> Iterator[ast.expr]:
    """What a name is assigned in a function."""
    for mention in view.mentions(name):
        statement = view.parents[mention]
        if not isinstance(mention, ast.Name) or view.scope(mention) != scope:
            continue
        if isinstance(statement, ast.Assign) and statement.targets == [mention]:
            yield statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.target is mention:
            yield from [statement.value] if statement.value is not None else []


def steps_of(table: ChainTable, view: View, name: ast.Name) -> list[set[str]]:
    """The steps of each query that a variable is assigned."""
    return [_root(table, value)[1] for value in assigned(view, name.id, view.scope(name))]


def _root(table: ChainTable, node: ast.expr) -> tuple[ast.expr, set[str]]:
    """The call or name that a chain begins with, and the names of its steps."""
    names: set[str] = set()
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if is_start(table, node):
            break
        if node.func.attr not in table.steps:
            return node.func, names
        names.add(node.func.attr)
        node = node.func.value
    return node, names


def _is_entity(context: Context, table: ChainTable, view: View, start: ast.Call) -> bool | None:
    """Whether a query is for one class; None if that is not known."""
    if start.keywords or is_spread(start):
        return None
    kinds = [_kind(context, table, view, item) for item in start.args]
    if len(kinds) > 1:
        return False
    return kinds[0] if kinds else None


def _kind(context: Context, table: ChainTable, view: View, node: ast.expr) -> bool | None:
    """Whether an argument of a query is a class; None if that is not known."""
    value = context.value_in(view, node)
    if isinstance(value, Ref):
        if context.inference.class_named(value.name, view.module.path) is not None:
            return True
        return value.name.rpartition(".")[2][:1].isupper()
    if holds_class(context, view, node):
        return True
    if isinstance(node, ast.Attribute):
        owner = context.value_in(view, node.value)
        is_class = isinstance(owner, Ref) and (
            context.inference.class_named(owner.name, view.module.path) is not None
        )
        return False if is_class or _is_alias(context, table, view, node.value) else None
    if isinstance(node, ast.Call):
        return False
    return True if _is_alias(context, table, view, node) else None


def _is_alias(context: Context, table: ChainTable, view: View, node: ast.expr) -> bool:
    """Whether a name is another one for a class."""
    if not isinstance(node, ast.Name):
        return False
    values = list(assigned(view, node.id, view.scope(node)))
    if len(values) != 1 or not isinstance(values[0], ast.Call):
        return False
    return object_name(context.value_in(view, values[0].func)) in table.entities


def is_steady(context: Context, view: View, session: ast.expr) -> bool:
    """Whether a session is the same one wherever its function names it."""
    if isinstance(session, ast.Attribute):
        value = context.value_in(view, session)
        return isinstance(value, Instance) and home(context, view, session) is not None
    if not isinstance(session, ast.Name):
        return False
    bindings = context.inference.lookup(view.module, view.scope(session), session.id) or ()
    return len(bindings) == 1
