"""Finds the calls of a project's function, and what they give it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.routing.places import Frame, Place, Variable, argument, framed, scopes_around
from asyncfix.model import Span
from asyncfix.project import decorators
from asyncfix.project.inference import Inference, Named
from asyncfix.project.nodes import is_spread, with_defaults
from asyncfix.project.project import Definition
from asyncfix.project.terms import Attr

_INIT = "__init__"


def calls_of(inference: Inference, definition: Definition) -> Iterator[Place]:
    """The calls of a function in the project."""
    key = (definition.module.path, definition.function.index)
    if key not in inference.calls:
        inference.calls[key] = tuple(_calls_of(inference, definition))
    for path, span, scope in inference.calls[key]:
        view = inference.project.view(path)
        yield Place(view, view.call(span), scope)


def _calls_of(inference: Inference, definition: Definition) -> Iterator[tuple[str, Span, int]]:
    name = _called_as(definition)
    for module in inference.project.mentioning(name):
        for call in module.calls:
            if isinstance(call.func, Attr) and call.func.name != name:
                continue
            value = inference.value(module, call.func)
            if isinstance(value, Named) and _calls(definition, value):
                yield module.path, call.span, call.scope


def _called_as(definition: Definition) -> str:
    function = definition.function
    if function.name == _INIT and function.owner >= 0:
        return definition.module.classes[function.owner].name
    return function.name


def _calls(definition: Definition, value: Named) -> bool:
    name = definition.name
    return value.name == name or f"{value.name}.{_INIT}" == name


def given(inference: Inference, definition: Definition, name: str) -> Iterator[Place]:
    """What the calls of a function in the project give it as that parameter, and its default."""
    for call in calls_of(inference, definition):
        found = passed(inference, definition, call, name)
        if found is not None:
            yield found
    default = _default(inference, definition, name)
    if default is not None:
        yield default


def passed(inference: Inference, definition: Definition, call: Place, name: str) -> Place | None:
    """What one call passes as that parameter."""
    if not isinstance(call.node, ast.Call):
        return None
    function = definition.function
    index = next((i for i, item in enumerate(function.parameters) if item.name == name), -1)
    if index < 0 or function.parameters[index].keyword_only:
        index = -1
    elif _is_bound(inference, definition):
        index -= 1
    found = argument(call.node, index, name)
    return call.at(found) if found is not None else None


def _is_bound(inference: Inference, definition: Definition) -> bool:
    """Whether calls leave the first parameter out."""
    module, function = definition.module, definition.function
    static = "builtins.staticmethod"
    return function.owner >= 0 and not decorators.has(inference, module, function, static)


def _default(inference: Inference, definition: Definition, name: str) -> Place | None:
    view = inference.project.view(definition.module.path)
    for item, default in with_defaults(view.function_node(definition.function).args):
        if item.arg == name and default is not None:
            return Place(view, default, definition.function.outer)
    return None


def entered(inference: Inference, definition: Definition, call: Place) -> Frame:
    """The frame in which the body of a function runs for one call."""
    module, function = definition.module, definition.function
    entries: list[tuple[Variable, Place]] = []
    for parameter in function.parameters:
        found = passed(inference, definition, call, parameter.name)
        if found is None and not _passes_more(call.node):
            found = _default(inference, definition, parameter.name)
        if found is not None:
            entries.append((Variable(module.path, function.scope, parameter.name), found))
    return framed(closed_over(call.frame, definition), entries)


def _passes_more(call: ast.expr) -> bool:
    """Whether a call passes what is not written out."""
    if not isinstance(call, ast.Call):
        return True
    starred = is_spread(call)
    return starred or any(item.arg is None for item in call.keywords)


def closed_over(frame: Frame, definition: Definition) -> Frame:
    """What a frame knows of the functions that a function is defined in."""
    module, function = definition.module, definition.function
    around = {*scopes_around(module, function.outer)} if frame else set()
    return tuple(item for item in frame if item[0].path == module.path and item[0].scope in around)
