"""Which functions run in a handler's thread, and what each has for itself there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.detect.serving.handlers import Handler, dependencies, is_dependency
from asyncfix.plan.code.reads import arguments
from asyncfix.plan.context import Context
from asyncfix.plan.proofs.state.app_state import AppState, gives_common, gives_state
from asyncfix.plan.proofs.state.fresh import root_of
from asyncfix.plan.proofs.state.owned import made_names
from asyncfix.plan.proofs.state.units import units_of
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Ref, Value
from asyncfix.project.nodes import root_name
from asyncfix.project.project import Definition
from asyncfix.project.summary import Class, Module
from asyncfix.project.terms import Called
from asyncfix.project.view import FunctionNode, View

_MOST = 200
_FOR_REQUEST = frozenset({"route", "dependency", "exception"})
"""The roles of what is called with things that were made for the request."""


class Code(NamedTuple):
    """A function that runs in the handler's thread.

    `own`: names of what it made itself. `given`: its parameters. `shared`: those of them that
    dependencies give, which may be what other requests get too, and `common` those that surely
    are. `own_self`: the object that it is a method of was made for this request. `kept` tells what
    an application keeps.
    """

    definition: Definition
    view: View
    node: FunctionNode
    own: frozenset[str]
    given: frozenset[str]
    shared: frozenset[str]
    common: frozenset[str]
    own_self: bool
    kept: AppState

    @property
    def first(self) -> str:
        """The name of the object that it is a method of, empty for a function."""
        return self.definition.function.receiver


def reached(context: Context, handler: Handler) -> Iterator[Code]:
    """The handler, and the functions of the project that it calls, directly or further down."""
    code = _of_handler(context, handler)
    pending, seen = [code], {(code.definition.name, frozenset[str]())}
    while pending and len(seen) < _MOST:
        code = pending.pop()
        yield code
        for node in run_by(code.node):
            if not isinstance(node, ast.Call):
                continue
            for definition in _run_there(context, code, node.func):
                given = code.kept.handed_on(node, definition)
                key = (definition.name, given)
                if key not in seen and not definition.function.is_async:
                    seen.add(key)
                    own_self = _is_own_object(code, node.func)
                    pending.append(_code(context, definition, own_self, given))
        for definition, own_self in _run_unasked(context, code):
            key = (definition.name, frozenset())
            if key not in seen and not definition.function.is_async:
                seen.add(key)
                pending.append(_code(context, definition, own_self, frozenset()))


def _run_unasked(context: Context, code: Code) -> Iterator[tuple[Definition, bool]]:
    """What runs in a function unasked; each with whether its object was made for the request."""
    for item in context.implicits.of(code.definition):
        root = root_of(item.receiver)
        own = not root or root in code.own or (root == code.first and code.own_self)
        yield item.target, own
    for edge in context.graph.edges(code.definition):
        if edge.how != "call":
            root = edge.text.partition(".")[0]
            own = "." not in edge.text or root in code.own or (root == code.first and code.own_self)
            yield edge.target, own


def run_by(function: FunctionNode) -> Iterator[ast.AST]:
    """What calling a function can run: not its decorators and defaults."""
    for statement in function.body:
        yield from ast.walk(statement)


def _of_handler(context: Context, handler: Handler) -> Code:
    definition, inference = handler.definition, context.inference
    module, shared, common, kept = definition.module, set(), set(), set()
    if handler.role not in _FOR_REQUEST:  # who hands it over may keep what it is called with
        common = {parameter.name for parameter in definition.function.parameters}
    for parameter in definition.function.parameters:
        if is_dependency(inference, module, parameter):
            shared.add(parameter.name)
            givers = list(dependencies(inference, module, parameter))
            if any(gives_state(context, giver) for giver in givers):
                kept.add(parameter.name)
            if any(gives_common(context, giver) for giver in givers):
                common.add(parameter.name)
    own_self = _is_made_for_request(context, handler)
    code = _code(context, definition, own_self, frozenset(common | kept))
    return code._replace(shared=frozenset(shared), common=frozenset(common | kept))


def _is_made_for_request(context: Context, handler: Handler) -> bool:
    """Whether the handler is a method of an object that the framework makes for each request."""
    module, function = handler.definition.module, handler.definition.function
    if function.owner < 0:
        return False
    cls = f"{module.name}.{module.classes[function.owner].qualname}"
    classes = context.inference.classes_of(cls, module.path)
    return bool(handler.framework.endpoint_classes & classes) and not any(
        handler.framework.keeps in place.scopes[owner.scope].bindings
        for name in classes
        for place, owner in _defined(context, name, module.path)
    )


def _defined(context: Context, name: str, path: str) -> Iterator[tuple[Module, Class]]:
    found = context.inference.class_named(name, path)
    if found is not None:
        yield found


def _code(context: Context, definition: Definition, own_self: bool, kept: frozenset[str]) -> Code:
    function = definition.function
    view = context.view(definition.module.path)
    node = view.function_node(function)
    given = frozenset(item.arg for item in arguments(node))
    making = function.owner >= 0 and function.name == "__init__"
    own = made_names(node.body, units_of(context.inference, definition))
    own -= _common_names(context, definition)
    none: frozenset[str] = frozenset()
    own_self = own_self or making
    state = AppState(context, definition, kept, own_self)
    return Code(definition, view, node, own, given, none, none, own_self, state)


def _common_names(context: Context, definition: Definition) -> frozenset[str]:
    """The names that a function binds to what a function such as `get_cache` gives to all."""
    module = definition.module
    scope = module.scopes[definition.function.scope]
    return frozenset(
        name
        for name, bindings in scope.bindings.items()
        for binding in bindings
        if isinstance(binding.value, Called)
        and isinstance(callee := context.inference.value(module, binding.value.func), Ref)
        for giver in context.inference.functions(callee, module.path)
        if gives_common(context, giver)
    )


def _run_there(context: Context, code: Code, func: ast.expr) -> Iterator[Definition]:
    """The functions that a call runs, also those of classes below."""
    cls = ""
    if isinstance(func, ast.Attribute):
        receiver = describe(func.value, code.definition.function.scope)
        cls = context.dispatch.received(code.definition, receiver, "")
    for definition in _called(context, code, context.value_in(code.view, func)):
        yield from (target for target, _ in context.dispatch.started(definition, cls))


def _called(context: Context, code: Code, value: Value) -> list[Definition]:
    path = code.definition.module.path
    if isinstance(value, Ref) and context.inference.class_named(value.name, path) is not None:
        return context.inference.functions_named(f"{value.name}.__init__", path)
    return context.inference.functions(value, path)


def _is_own_object(code: Code, func: ast.expr) -> bool:
    """Whether a method is called on something that was made for this request."""
    root = root_name(func)
    if root is None:
        return False
    return root.id in code.own or (root.id == code.first and code.own_self)
