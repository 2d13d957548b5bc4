"""Finds the plain functions that have to become coroutine functions, and who has to await them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.serving.handlers import registers
from asyncfix.model import Edit
from asyncfix.plan.code.inner import is_bound_within
from asyncfix.plan.context import Context
from asyncfix.plan.proofs.conversion.closed import texts_naming
from asyncfix.plan.proofs.conversion.references import names_for, related_methods
from asyncfix.plan.proofs.threads.stops import raises_stop
from asyncfix.plan.twins.annotations import yields_later
from asyncfix.plan.twins.arguments import can_be_of, not_followed
from asyncfix.plan.twins.at_start import moved_to_start
from asyncfix.plan.twins.facts import (
    Becomes,
    Change,
    Fact,
    Key,
    Link,
    Obstacle,
    Remark,
    function_key,
    obstacle,
    result_key,
)
from asyncfix.plan.twins.managers import MAKERS, decorated, managed, wrapped
from asyncfix.plan.twins.overrides import override_of, overriding
from asyncfix.plan.twins.places import function_around, is_looked_up, is_main
from asyncfix.plan.twins.suspending import suspending
from asyncfix.plan.twins.tables import Tables
from asyncfix.project.decorators import is_route
from asyncfix.project.expressions import describe_call
from asyncfix.project.inference import Instance, Named, name_of, object_name
from asyncfix.project.lineage import lineage
from asyncfix.project.project import Definition
from asyncfix.project.terms import uncalled
from asyncfix.project.view import View

_KEEPING = frozenset(
    {
        *("builtins.staticmethod", "builtins.classmethod", "abc.abstractmethod"),
        *("typing.override", "typing_extensions.override", "typing.final"),
    }
)
Mention = ast.Name | ast.Attribute


def made_async(context: Context, tables: Tables, definition: Definition) -> Iterator[Fact]:
    """What follows when a plain function becomes a coroutine function."""
    function, module = definition.function, definition.module
    key = function_key(definition)
    yield Change(key, Edit(module.path, function.span, "make_async"))
    if function.is_generator:
        for edit in yields_later(context, context.view(module.path), function):
            yield Change(key, edit)
        yield from decorated(context, definition)
    if any(is_route(context.inference, module, item) for item in function.decorators):
        yield Remark(key, "handlers that ran in threads run on the event loop")
    reason = _stays_plain(context, definition)
    if reason:
        yield Obstacle(key, module.path, function.span.line, reason)
        return
    yield from _with_relatives(context, tables, definition)
    yield from uses_of(context, tables, definition)


def _with_relatives(context: Context, tables: Tables, definition: Definition) -> Iterator[Fact]:
    """The methods that override one, or that it overrides, become asynchronous with it."""
    key, function, module = function_key(definition), definition.function, definition.module
    for other in related_methods(context, definition):
        yield Link(key, function_key(other))
        if other.function.is_async:
            reason = f"`{function.name}` is a coroutine function in {other.module.path} already"
            yield Obstacle(key, module.path, function.span.line, reason)
            continue
        yield Becomes(function_key(other), other)
        names = {item.name for item in function.parameters}
        for parameter in other.function.parameters:
            scope = other.function.scope
            value = context.inference.name(other.module, scope, parameter.name)
            held = isinstance(value, Instance) and value.cls in tables.twins
            if held and parameter.name in names:
                theirs = Key("name", other.module.path, scope, parameter.name)
                yield Link(theirs, Key("name", module.path, function.scope, parameter.name))


def _stays_plain(context: Context, definition: Definition) -> str:
    """Why a function cannot be a coroutine function; empty if it can."""
    function, module, inference = definition.function, definition.module, context.inference
    name = function.name
    for decorator in function.decorators:
        value = inference.value(module, uncalled(decorator))
        keeping = {*_KEEPING, *MAKERS, *context.catalogue.serving_both}
        kept = object_name(value) in keeping
        if not kept and not is_route(inference, module, decorator):
            return f"a decorator of `{name}` may need a plain function"
    if name.startswith("__") and name.endswith("__"):
        return f"Python itself calls `{name}`"
    if where := context.project.used_beyond(name):
        return f"`{name}` may be used in {where}"
    node = context.view(module.path).function_node(function)
    if node.body[0].lineno == node.lineno and not _does_nothing(node.body[0]):
        return f"`{name}` is written on one line"
    if not function.is_generator and raises_stop(context, definition):
        return f"`{name}` may raise StopIteration, which cannot leave a coroutine"
    if any(isinstance(part, ast.YieldFrom) for part in ast.walk(node)):
        return f"`{name}` has a `yield from`, which a coroutine function cannot have"
    if function.owner >= 0:
        for above in lineage(inference, module, module.classes[function.owner]):
            if isinstance(above, str):
                return f"`{name}` may override a method of a library's class"
    return ""


def _does_nothing(statement: ast.stmt) -> bool:
    """Whether a statement is `...`, `pass` or a text."""
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass)


def uses_of(context: Context, tables: Tables, definition: Definition) -> Iterator[Fact]:
    """The calls of a function that becomes asynchronous, and what else is done with it."""
    key, name = function_key(definition), definition.function.name
    for module in context.project.mentioning(name):
        view = context.view(module.path)
        for called in set(names_for(view, name)):
            for node in view.mentions(called):
                if isinstance(node, ast.alias):
                    continue
                if _is_meant(context, tables, view, node, definition):
                    yield from _use(context, tables, key, view, node, definition)
        for text in texts_naming(view, name):
            if is_looked_up(view, text, name):
                yield obstacle(key, view, text, f"`{name}` is named in a string")


def _is_meant(
    context: Context, tables: Tables, view: View, node: Mention, definition: Definition
) -> bool:
    """Whether a name is, or for all that is known may be, the function."""
    value = context.value_in(view, node)
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        return False
    if isinstance(value, Named):
        return value.name == definition.name
    if value is not None or not isinstance(node.ctx, ast.Load):
        return False
    if isinstance(node, ast.Name):
        if is_bound_within(view, node):
            return False
        bindings = context.inference.lookup(view.module, view.scope(node), node.id) or ()
        return any(item.kind not in ("value", "parameter") for item in bindings)
    call = view.parents[node]
    if isinstance(call, ast.Call) and not can_be_of(context, tables, view, call, definition):
        return False
    return definition.function.owner >= 0


def handed_on(context: Context, definition: Definition) -> Iterator[Fact]:
    """The places where a function that gives an object is handed to code that is not in sight."""
    name, key = definition.function.name, result_key(definition)
    for module in context.project.mentioning(name):
        view = context.view(module.path)
        for called in set(names_for(view, name)):
            for node in view.mentions(called):
                if isinstance(node, ast.alias) or isinstance(node.ctx, ast.Store):
                    continue
                if name_of(context.value_in(view, node)) == definition.name:
                    yield from _as_value(context, key, view, node, name)


def _as_value(context: Context, key: Key, view: View, node: Mention, name: str) -> Iterator[Fact]:
    parent = view.parents[node]
    if isinstance(parent, ast.Call) and parent.func is node:
        return
    if (other := override_of(context, view, node)) is not None:
        yield from overriding(context, key, view, node, other)
    elif (edit := wrapped(context, view, node)) is not None:
        yield Change(key, edit)
    elif not _is_registered(context, view, node):
        yield obstacle(key, view, node, f"`{name}` is used as a value")


def _use(
    context: Context, tables: Tables, key: Key, view: View, node: Mention, definition: Definition
) -> Iterator[Fact]:
    name, parent = definition.function.name, view.parents[node]
    if not isinstance(context.value_in(view, node), Named):
        yield obstacle(key, view, node, f"`{ast.unparse(node)}` may be a use of `{name}`")
    elif isinstance(parent, ast.Call) and parent.func is node:
        if managed(context, tables, view, parent):
            return
        named = context.inference.functions_named(definition.name, definition.module.path)
        if len(named) > 1:
            yield obstacle(key, view, node, f"`{name}` is defined several times")
        if definition.function.is_generator:
            reason = (
                f"`{name}` is gone through here, not by a framework: make an object here instead"
            )
            yield obstacle(key, view, node, reason)
        else:
            for parameter, text in not_followed(context, tables, view, parent, definition):
                reason = f"`{parameter.name}` of `{name}` gets `{text}`, which is not followed"
                yield obstacle(key, view, parent, reason)
            if function_around(view, parent) is None and not is_main(view, parent):
                lines = f"await {ast.unparse(parent)}"
                yield from moved_to_start(context, key, view, parent, lines, "")
                return
            edit = Edit(view.module.path, view.span(parent), "add_await")
            yield from suspending(key, view, parent, edit)
    else:
        yield from _as_value(context, key, view, node, name)


def _is_registered(context: Context, view: View, node: ast.expr) -> bool:
    """Whether a function is handed to a framework."""
    call = view.call_given(node)
    if call is None:
        return False
    called = describe_call(call, view.scope(call))
    return registers(context.inference, view.module, called) is not None
