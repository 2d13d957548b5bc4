"""Follows an object through a call to the parameter that gets it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.plan.context import Context
from asyncfix.plan.twins.facts import Fact, Key, Link, Received, obstacle
from asyncfix.plan.twins.tables import Tables
from asyncfix.plan.twins.twin import Twin
from asyncfix.project.decorators import has
from asyncfix.project.inference import Bound, Instance, Ref
from asyncfix.project.nodes import is_spread
from asyncfix.project.passing import parameter_for
from asyncfix.project.project import Definition
from asyncfix.project.summary import Parameter
from asyncfix.project.view import View

_WRITTEN = (ast.Constant, ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.Set)


def received(
    context: Context,
    key: Key,
    twin: Twin,
    view: View,
    call: ast.Call,
    argument: ast.expr,
    definition: Definition,
) -> Iterator[Fact]:
    """Where an argument of a call of a function of the project arrives."""
    parameter = parameter_of(context, view, call, argument, definition)
    name = definition.function.name
    if parameter is None:
        yield obstacle(key, view, argument, f"it is not known which parameter of `{name}` gets it")
        return
    function, module = definition.function, definition.module
    if twin.exclusive and function.is_async and not isinstance(view.parents[call], ast.Await):
        reason = f"`{name}` is not awaited where it gets it, but {twin.exclusive}"
        yield obstacle(key, view, argument, reason)
    variable = Key("name", module.path, function.scope, parameter.name)
    yield Link(key, variable)
    value = context.inference.name(module, function.scope, parameter.name)
    if value is None:
        yield Received(variable, twin.name)
    elif not isinstance(value, Instance) or value.cls not in (twin.name, *twin.kin):
        other = f"`{value.cls}`" if isinstance(value, Instance) else "something else"
        reason = f"`{parameter.name}` of `{name}` is {other} there, and `{twin.name}` here"
        yield obstacle(key, view, argument, reason)


def parameter_of(
    context: Context, view: View, call: ast.Call, argument: ast.expr, definition: Definition
) -> Parameter | None:
    """The parameter that an argument is for; None if that is not known."""
    skipped = int(_is_bound(context, view, call, definition))
    return parameter_for(call, argument, definition.function.parameters[skipped:])


def not_followed(
    context: Context, tables: Tables, view: View, call: ast.Call, definition: Definition
) -> Iterator[tuple[Parameter, str]]:
    """The parameters that take such an object, and what else a call of the function gives them."""
    function, module = definition.function, definition.module
    for parameter in function.parameters:
        value = context.inference.name(module, function.scope, parameter.name)
        if not isinstance(value, Instance) or value.cls not in tables.twins:
            continue
        given = [*call.args, *(item.value for item in call.keywords if item.arg)]
        own = [x for x in given if parameter_of(context, view, call, x, definition) is parameter]
        starred = is_spread(call)
        unpacked = any(item.arg is None for item in call.keywords)
        if starred or (unpacked and not own):
            yield parameter, ast.unparse(call)
        for argument in own:
            nothing = isinstance(argument, ast.Constant) and argument.value is None
            if not nothing and not tables.held(context, view, argument):
                yield parameter, ast.unparse(argument)


def can_be_of(
    context: Context, tables: Tables, view: View, call: ast.Call, definition: Definition
) -> bool:
    """Whether a call of a method of something unknown gives what this method takes."""
    function = definition.function
    unpacked = any(item.arg is None for item in call.keywords)
    if unpacked or is_spread(call):
        return True
    if not _fits(context, call, definition):
        return False
    given = dict(zip((x.name for x in function.parameters[1:]), call.args, strict=False))
    given |= {item.arg: item.value for item in call.keywords if item.arg}
    for parameter in function.parameters:
        value = context.inference.name(definition.module, function.scope, parameter.name)
        if isinstance(value, Instance) and value.cls in tables.twins:
            argument = given.get(parameter.name)
            known = context.value_in(view, argument) if argument is not None else None
            other = isinstance(argument, _WRITTEN) or known is not None
            if argument is None or (other and not tables.held(context, view, argument)):
                return parameter.optional and argument is None
    return True


def _fits(context: Context, call: ast.Call, definition: Definition) -> bool:
    """Whether a method takes the arguments of a call."""
    arguments = context.view(definition.module.path).function_node(definition.function).args
    positional = [item.arg for item in (*arguments.posonlyargs, *arguments.args)][1:]
    keywords = {item.arg for item in call.keywords}
    known = {*positional, *(item.arg for item in arguments.kwonlyargs)}
    given = {*positional[: len(call.args)], *keywords}
    required = {item.name for item in definition.function.parameters if not item.optional} & known
    return (
        (len(call.args) <= len(positional) or arguments.vararg is not None)
        and (keywords <= known or arguments.kwarg is not None)
        and required <= given
    )


def _is_bound(context: Context, view: View, call: ast.Call, definition: Definition) -> bool:
    """Whether Python itself gives the first argument."""
    inference, module, function = context.inference, definition.module, definition.function
    if function.owner < 0 or has(inference, module, function, "builtins.staticmethod"):
        return False
    if has(inference, module, function, "builtins.classmethod"):
        return True
    value = context.value_in(view, call.func)
    return isinstance(value, Bound | Instance) or (
        isinstance(value, Ref) and value.name != definition.name
    )
