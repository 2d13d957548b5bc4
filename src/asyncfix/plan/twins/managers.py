"""Follows objects through context managers that are made of generator functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.model import Edit
from asyncfix.plan.context import Context
from asyncfix.plan.twins.facts import (
    Becomes,
    Change,
    Fact,
    Link,
    expression_key,
    function_key,
    obstacle,
    result_key,
    stored,
)
from asyncfix.plan.twins.homes import functions_called, home
from asyncfix.plan.twins.names import renamed
from asyncfix.plan.twins.suspending import entered
from asyncfix.plan.twins.tables import Tables
from asyncfix.project.inference import Prepared, Ref, object_name
from asyncfix.project.project import Definition
from asyncfix.project.view import FunctionNode, View

MAKERS = {"contextlib.contextmanager": "contextlib.asynccontextmanager"}
"""What makes a context manager of a generator function, and of an asynchronous one."""


def managed(context: Context, tables: Tables, view: View, call: ast.Call) -> list[Definition]:
    """The generator functions of the context manager that a call makes, if it gives an object."""
    if tables.managed(context, view, call) is None:
        return []
    value = context.value_in(view, call.func)
    if isinstance(value, Prepared):
        return context.inference.functions(value.target, view.module.path)
    return [item for item in functions_called(context, view, call) if item.function.is_generator]


def manager_facts(
    context: Context, tables: Tables, view: View, call: ast.Call, made: list[Definition]
) -> Iterator[Fact]:
    """What is to be said of a call that makes a context manager that gives an object."""
    key, item = expression_key(view, call), view.parents[call]
    for definition in made:
        yield Link(key, result_key(definition))
        yield Link(key, function_key(definition))
        yield Becomes(function_key(definition), definition)
    if not isinstance(item, ast.withitem):
        text = ast.unparse(call)
        yield obstacle(key, view, call, f"`{text}` is not entered by a `with` where it is made")
        return
    yield from entered(context, tables, key, view, item)
    target = item.optional_vars
    variable = home(context, view, target) if target is not None else None
    if target is not None and variable is not None:
        yield stored(key, variable, view, target)


def decorated(context: Context, definition: Definition) -> Iterator[Fact]:
    """The new decorator of a generator function that becomes an asynchronous one."""
    view = context.view(definition.module.path)
    for node in view.function_node(definition.function).decorator_list:
        maker = MAKERS.get(object_name(context.value_in(view, node)))
        if maker is not None:
            edit = renamed(context, view, node, maker)
            yield Change(function_key(definition), edit)


def wrapped(context: Context, view: View, node: ast.expr) -> Edit | None:
    """The edit of a call that makes context managers of a generator function, in a variable."""
    call = view.parents[node]
    if not isinstance(call, ast.Call) or not isinstance(view.parents[call], ast.Assign):
        return None
    value = context.value_in(view, call.func)
    if not isinstance(value, Ref) or value.name not in MAKERS or call.args != [node]:
        return None
    return renamed(context, view, call.func, MAKERS[value.name])


def is_entered_asynchronously(context: Context, view: View, function: ast.AST) -> bool:
    """Whether an asynchronous context manager is made of a function: what it gives is unknown."""
    if not isinstance(function, FunctionNode):
        return False
    makers = [*function.decorator_list]
    named = view.mentions(function.name) if isinstance(function, ast.AsyncFunctionDef) else ()
    for node in named:
        call = view.parents[node]
        if isinstance(node, ast.Name) and isinstance(call, ast.Call) and call.args == [node]:
            makers.append(call.func)
    values = (context.value_in(view, item) for item in makers)
    return any(object_name(value) in MAKERS.values() for value in values)
