"""Follows names and attributes to the expressions that they stand for, in any module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.project.expressions import describe
from asyncfix.project.inference import Bound, Inference, Instance, Ref, Value
from asyncfix.project.project import Definition
from asyncfix.project.summary import Binding, Function, Module
from asyncfix.project.terms import Expr, Name
from asyncfix.project.values import merge
from asyncfix.project.view import View

_DEEPEST = 12


class Place(NamedTuple):
    """An expression, and the scope that its names are looked up from."""

    view: View
    node: ast.expr
    scope: int

    @property
    def module(self) -> Module:
        """The module that the expression is in."""
        return self.view.module

    def at(self, node: ast.expr) -> Place:
        """Another expression that is looked at from the same scope."""
        return self._replace(node=node)


def value_at(inference: Inference, place: Place) -> Value:
    """What an expression is."""
    return inference.value(place.module, describe(place.node, place.scope))


def owner_of(inference: Inference, module: Module, expr: Expr) -> Value:
    """What a method is called on; of a parameter that nothing is said of, what it is given."""
    value = inference.value(module, expr)
    if value is not None or not isinstance(expr, Name):
        return value
    found = inference.scope_of(module, expr.scope, expr.name)
    bindings = module.scopes[found].bindings[expr.name] if found is not None else ()
    if found is None or [item.kind for item in bindings] != ["parameter"]:
        return None
    function = module.scopes[found].function
    if function < 0:
        return None
    definition = Definition(module, module.functions[function])
    given = _given(inference, definition, expr.name)
    return merge(value_at(inference, place) for place in given)


def argument(call: ast.Call, index: int, *keywords: str) -> ast.expr | None:
    """The argument of a call at that index, or by one of those keywords."""
    for item in call.keywords:
        if item.arg in keywords:
            return item.value
    if not 0 <= index < len(call.args):
        return None
    starred = any(isinstance(item, ast.Starred) for item in call.args[: index + 1])
    return None if starred else call.args[index]


def sources(inference: Inference, place: Place, depth: int = _DEEPEST) -> Iterator[Place]:
    """The expressions that a name or an attribute is bound to; what a parameter is given."""
    if depth == 0:
        return
    if isinstance(place.node, ast.Name):
        yield from _of_name(inference, place.module, place.scope, place.node.id, depth)
    elif isinstance(place.node, ast.Attribute):
        yield from _of_attribute(inference, place, place.node, depth)


def _of_name(
    inference: Inference, module: Module, scope: int, name: str, depth: int
) -> Iterator[Place]:
    found = inference.scope_of(module, scope, name)
    if found is not None:
        yield from _of_bindings(inference, module, found, name, depth)
        return
    for star in module.stars:
        other = inference.project.find(star, module.path)
        if other is not None and other is not module:
            yield from _of_export(inference, other, name, depth)


def _of_export(inference: Inference, module: Module, name: str, depth: int) -> Iterator[Place]:
    if depth > 0:
        yield from _of_name(inference, module, 0, name, depth - 1)


def _of_bindings(
    inference: Inference, module: Module, scope: int, name: str, depth: int
) -> Iterator[Place]:
    view = inference.project.view(module.path)
    for binding in module.scopes[scope].bindings.get(name, ()):
        if binding.kind == "import":
            head, _, last = binding.target.rpartition(".")
            package = inference.project.find(head, module.path) if head else None
            if package is not None:
                yield from _of_export(inference, package, last, depth)
        elif binding.kind == "value":
            yield from _assigned(inference, view, name, binding, scope, depth)
        elif binding.kind == "parameter" and module.scopes[scope].function >= 0:
            function = module.functions[module.scopes[scope].function]
            yield from _given(inference, Definition(module, function), name)


def _assigned(
    inference: Inference, view: View, name: str, binding: Binding, scope: int, depth: int
) -> Iterator[Place]:
    """What is assigned to the name or attribute in the line of a binding."""
    for node in view.mentions(name):
        if isinstance(node, ast.alias) or not isinstance(node.ctx, ast.Store):
            continue
        if node.lineno == binding.line:
            home = scope if isinstance(node, ast.Name) else view.scope(node)
            yield from _stored(inference, view, node, home, depth)


def _stored(
    inference: Inference, view: View, target: ast.expr, scope: int, depth: int
) -> Iterator[Place]:
    parent, index = view.parents[target], -1
    if isinstance(parent, ast.Tuple | ast.List):
        index, parent = parent.elts.index(target), view.parents[parent]
    if isinstance(parent, ast.For):
        for item in elements(inference, Place(view, parent.iter, scope), depth - 1):
            yield from _part(item, index)
    elif isinstance(parent, ast.Assign | ast.AnnAssign | ast.NamedExpr) and parent.value:
        yield from _part(Place(view, parent.value, scope), index)


def _part(place: Place, index: int) -> Iterator[Place]:
    if index < 0:
        yield place
    elif isinstance(place.node, ast.Tuple | ast.List) and index < len(place.node.elts):
        yield place.at(place.node.elts[index])


def _of_attribute(
    inference: Inference, place: Place, node: ast.Attribute, depth: int
) -> Iterator[Place]:
    owner = value_at(inference, place.at(node.value))
    if isinstance(owner, Ref):
        module = inference.project.find(owner.name, place.module.path)
        if module is not None:
            yield from _of_export(inference, module, node.attr, depth)
            return
    name = owner.cls if isinstance(owner, Instance) else getattr(owner, "name", "")
    for cls in sorted(inference.classes_of(name, place.module.path)) if name else ():
        yield from _of_class(inference, cls, place.module.path, node.attr, depth)


def _of_class(
    inference: Inference, cls: str, importer: str, name: str, depth: int
) -> Iterator[Place]:
    found = inference.class_named(cls, importer)
    if found is None:
        return
    module, definition = found
    yield from _of_bindings(inference, module, definition.scope, name, depth)
    view = inference.project.view(module.path)
    for binding in definition.attributes.get(name, ()):
        yield from _assigned(inference, view, name, binding, definition.scope, depth)


def _given(inference: Inference, definition: Definition, name: str) -> Iterator[Place]:
    """What the calls of a function in the project give it as that parameter, and its default."""
    function = definition.function
    index = next(i for i, item in enumerate(function.parameters) if item.name == name)
    for module in inference.project.mentioning(_called_as(definition)):
        for call in module.calls:
            value = inference.value(module, call.func)
            if not isinstance(value, Ref | Bound) or not _calls(definition, value):
                continue
            view = inference.project.view(module.path)
            skipped = int(function.owner >= 0)
            given = argument(view.call(call.span), index - skipped, name)
            if given is not None:
                yield Place(view, given, call.scope)
    yield from _default(inference, definition, name)


def _called_as(definition: Definition) -> str:
    function = definition.function
    if function.name == "__init__" and function.owner >= 0:
        return definition.module.classes[function.owner].name
    return function.name


def _calls(definition: Definition, value: Ref | Bound) -> bool:
    name = definition.name
    return value.name == name or f"{value.name}.__init__" == name


def _default(inference: Inference, definition: Definition, name: str) -> Iterator[Place]:
    view = inference.project.view(definition.module.path)
    arguments = view.function_node(definition.function).args
    positional = [*arguments.posonlyargs, *arguments.args]
    late = positional[len(positional) - len(arguments.defaults) :]
    pairs = [*zip(late, arguments.defaults, strict=True)]
    for item, default in (*pairs, *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)):
        if item.arg == name and default is not None:
            yield Place(view, default, definition.function.outer)


def returned(inference: Inference, place: Place) -> Iterator[Place]:
    """What a call of functions of the project gives, as they return it."""
    if not isinstance(place.node, ast.Call):
        return
    callee = value_at(inference, place.at(place.node.func))
    if not isinstance(callee, Ref | Bound):
        return
    for definition in inference.functions_named(callee.name, place.module.path):
        view = inference.project.view(definition.module.path)
        yield from _returns(view, definition.function)


def _returns(view: View, function: Function) -> Iterator[Place]:
    for node in ast.walk(view.function_node(function)):
        if (
            isinstance(node, ast.Return | ast.Yield)
            and node.value is not None
            and view.scope(node) == function.scope
        ):
            yield Place(view, node.value, function.scope)


def elements(inference: Inference, place: Place, depth: int = _DEEPEST) -> Iterator[Place]:
    """What is in a list or tuple that is written out somewhere."""
    node = place.node
    if depth <= 0:
        return
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        for item in node.elts:
            if isinstance(item, ast.Starred):
                yield from elements(inference, place.at(item.value), depth - 1)
            else:
                yield place.at(item)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        for side in (node.left, node.right):
            yield from elements(inference, place.at(side), depth - 1)
    elif isinstance(node, ast.Call):
        for made in returned(inference, place):
            yield from elements(inference, made, depth - 1)
    else:
        for source in sources(inference, place, depth - 1):
            yield from elements(inference, source, depth - 1)
