"""Follows objects from the fixtures of tests to those who ask for them by name."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from pathlib import PurePath

from asyncfix.plan.context import Context
from asyncfix.plan.proofs.conversion.closed import texts_naming
from asyncfix.plan.proofs.conversion.references import uses
from asyncfix.plan.twins.facts import Fact, Key, Link, Received, obstacle, result_key
from asyncfix.plan.twins.places import function_around, is_in_lambda
from asyncfix.project.inference import Instance, object_name
from asyncfix.project.project import Definition
from asyncfix.project.summary import Function, Module, Parameter
from asyncfix.project.terms import NONE, Called, Constant, Text, uncalled
from asyncfix.project.tests import is_a_test, is_collected, is_shared, stands_among_tests

_DEEPEST = 4


def fixture_name(context: Context, definition: Definition) -> str:
    """The name by which tests ask for what a function gives; empty if it is no fixture."""
    for decorator in definition.function.decorators:
        value = context.inference.value(definition.module, uncalled(decorator))
        if object_name(value) in context.catalogue.fixtures:
            given = dict(decorator.keywords).get("name") if isinstance(decorator, Called) else None
            if isinstance(given, Constant | Text) and isinstance(given.value, str):
                return given.value
            return definition.function.name
    return ""


def is_run_by_tests(
    context: Context, module: Module, function: Function, depth: int = _DEEPEST
) -> bool:
    """Whether a test runner calls a plain function, where no loop runs: a test or a fixture.

    So does what only those call, if it stands among the tests.
    """
    if function.is_async:
        return False
    if is_called_by_name(context, module, function) or _sets_up(context, module, function):
        return True
    may_help = depth > 0 and function.outer == 0 and not function.is_generator
    helps = may_help and stands_among_tests(module.path)
    return helps and _is_helper(context, module, function, depth)


def _is_helper(context: Context, module: Module, function: Function, depth: int) -> bool:
    """Whether a function is only called, and by functions that a test runner calls."""
    found = list(uses(context, Definition(module, function)))
    for view, node in found:
        call, around = view.parents[node], function_around(view, node)
        if not isinstance(call, ast.Call) or call.func is not node or is_in_lambda(view, call):
            return False
        if around is None and not is_collected(view.module.path):
            return False
        if around and not is_run_by_tests(context, view.module, around, depth - 1):
            return False
    return bool(found) and not function.decorators


def given(context: Context, twins: Set[str], definition: Definition) -> Iterator[Fact]:
    """The parameters that get what a fixture gives, of one of the classes."""
    name, function = fixture_name(context, definition), definition.function
    if not name:
        return
    values = [
        context.inference.value(definition.module, item)
        for item in (*function.returned, *function.yielded)
        if item != NONE
    ]
    classes = {value.cls for value in values if isinstance(value, Instance)} & twins
    for module in context.project.mentioning(name):
        for asking in module.functions:
            parameter = _parameter(asking, name)
            if parameter is None or not _asks(context, definition, module, asking):
                continue
            key = Key("name", module.path, asking.scope, name)
            yield Link(result_key(definition), key)
            if context.inference.name(module, asking.scope, name) is None and len(classes) == 1:
                yield Received(key, *classes)
        view, looked_up = context.view(module.path), context.catalogue.fixture_lookups
        for text in texts_naming(view, name):
            call = view.parents[text]
            func = call.func if isinstance(call, ast.Call) else None
            if isinstance(func, ast.Attribute) and func.attr in looked_up:
                reason = f"`{ast.unparse(func)}` gets `{name}` by its name"
                yield obstacle(result_key(definition), view, text, reason)


def fixtures_for(
    context: Context, module: Module, asking: Function, name: str
) -> Iterator[Definition]:
    """The fixtures of the project that a parameter of a test or fixture may get."""
    for other in context.project.mentioning(name):
        for function in other.functions:
            definition = Definition(other, function)
            if fixture_name(context, definition) == name and _asks(
                context, definition, module, asking
            ):
                yield definition


def _parameter(function: Function, name: str) -> Parameter | None:
    return next((item for item in function.parameters if item.name == name), None)


def _asks(context: Context, fixture: Definition, module: Module, asking: Function) -> bool:
    """Whether a function is a test or fixture that sees a fixture, and is not the fixture."""
    if module.path == fixture.module.path and asking.index == fixture.function.index:
        return False
    if not is_called_by_name(context, module, asking):
        return False
    home, place = PurePath(fixture.module.path), PurePath(module.path)
    if is_shared(str(home)):
        return home.parent in place.parents
    return home == place or not is_collected(fixture.module.path)


def is_called_by_name(context: Context, module: Module, function: Function) -> bool:
    """Whether a test runner fills the parameters of a function, which may be a coroutine one."""
    if module.scopes[function.outer].kind not in ("module", "class"):
        return False
    if fixture_name(context, Definition(module, function)):
        return True
    return is_a_test(module, function)


def _sets_up(context: Context, module: Module, function: Function) -> bool:
    """Whether a test runner calls a function before or after tests, by its name."""
    kind = module.scopes[function.outer].kind
    return (
        function.name in context.catalogue.set_up
        and kind in ("module", "class")
        and is_collected(module.path)
    )
