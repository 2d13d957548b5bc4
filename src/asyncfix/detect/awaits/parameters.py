"""Says whether a function of the project wants plain data as an argument, as its parameter says."""

from __future__ import annotations

import ast

from asyncfix.detect.awaits.coroutines import is_transparent
from asyncfix.project.inference import Bound, Inference, Instance, Named, Ref, object_name
from asyncfix.project.passing import parameter_for
from asyncfix.project.project import Definition
from asyncfix.project.summary import Function, Module, Parameter
from asyncfix.project.view import walk_scope

_DATA = frozenset(
    f"builtins.{name}"
    for name in ("str", "int", "float", "bool", "bytes", "list", "dict", "set", "tuple")
)
_NO_FIRST = Ref("builtins.staticmethod")


def wants_data(
    inference: Inference, module: Module, callee: Named, call: ast.Call, argument: ast.expr
) -> bool:
    """Whether the parameter that an argument is for is annotated as data, and used like it."""
    found = parameter_of(inference, module, callee, call, argument)
    if found is None:
        return False
    definition, parameter = found
    value = inference.annotation(definition.module, parameter.annotation)
    is_data = isinstance(value, Instance) and value.cls in _DATA
    return is_data and not _waits_for(inference, definition, parameter.name)


def parameter_of(
    inference: Inference, module: Module, callee: Named, call: ast.Call, argument: ast.expr
) -> tuple[Definition, Parameter] | None:
    """The function that is called, if it is known, and its parameter that an argument is for."""
    found = _called(inference, module, callee)
    if found is None:
        return None
    definition, skipped = found
    parameter = parameter_for(call, argument, definition.function.parameters[skipped:])
    return (definition, parameter) if parameter is not None else None


def promises_data(inference: Inference, module: Module, function: Function) -> bool:
    """Whether a coroutine function says that it returns data, or an object of the project's.

    Of plain functions that often means what one gets by awaiting what they return.
    """
    if not function.is_async or function.is_generator or function.returns is None:
        return False
    if not all(is_transparent(inference, module, item) for item in function.decorators):
        return False
    value = inference.annotation(module, function.returns)
    if not isinstance(value, Instance):
        return False
    if value.cls in _DATA:
        return True
    found = [
        inference.class_named(item, module.path)
        for item in inference.classes_of(value.cls, module.path)
    ]
    return all(
        item is not None and "__await__" not in item[0].scopes[item[1].scope].bindings
        for item in found
    )


def _called(inference: Inference, module: Module, callee: Named) -> tuple[Definition, int] | None:
    """The one function that is called, and how many of its parameters are filled already."""
    is_class = isinstance(callee, Ref) and inference.class_named(callee.name, module.path)
    name = f"{callee.name}.__init__" if is_class else callee.name
    found = inference.functions_named(name, module.path)
    if len(found) != 1:
        return None
    function, place = found[0].function, found[0].module
    decorators = [inference.value(place, item) for item in function.decorators]
    if not all(
        object_name(item) in inference.catalogue.transparent_decorators for item in decorators
    ):
        return None
    bound = isinstance(callee, Bound) or is_class or Ref("builtins.classmethod") in decorators
    return found[0], int(bool(bound) and function.owner >= 0 and _NO_FIRST not in decorators)


def _waits_for(inference: Inference, definition: Definition, name: str) -> bool:
    """Whether a function awaits one of its parameters, or looks what it is."""
    view = inference.project.view_around(definition.module, definition.function)
    for node in walk_scope(view.function_node(definition.function)):
        if isinstance(node, ast.Name) and node.id == name:
            parent = view.parents[node]
            if isinstance(parent, ast.Await):
                return True
            if isinstance(parent, ast.Call) and node in parent.args:
                return True
    return False
