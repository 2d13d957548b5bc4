"""Follows names and attributes to the expressions that they stand for, in any module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import islice

from asyncfix.detect.routing.calls import entered, given
from asyncfix.detect.routing.objects import fields_of
from asyncfix.detect.routing.places import Frame, Place, Variable, value_at
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, Instance, Ref, Value
from asyncfix.project.project import Definition
from asyncfix.project.summary import Binding, Function, Module
from asyncfix.project.terms import Expr, Name
from asyncfix.project.values import merge, name_of
from asyncfix.project.view import View

_DEEPEST = 12
_FEW = 5
"""How many steps lie between an attribute and the call that makes its object, at most."""


def owner_of(inference: Inference, module: Module, expr: Expr, depth: int = 3) -> Value:
    """What a method is called on; of a parameter that nothing is said of, what it is given."""
    value = inference.value(module, expr)
    if value is not None or not isinstance(expr, Name) or depth == 0:
        return value
    found = inference.scope_of(module, expr.scope, expr.name)
    bindings = module.scopes[found].bindings[expr.name] if found is not None else ()
    if found is None or [item.kind for item in bindings] != ["parameter"]:
        return None
    function = module.scopes[found].function
    if function < 0:
        return None
    definition = Definition(module, module.functions[function])
    return merge(
        owner_of(inference, item.module, describe(item.node, item.scope), depth - 1)
        for item in given(inference, definition, expr.name)
    )


def sources(inference: Inference, place: Place, depth: int = _DEEPEST) -> Iterator[Place]:
    """The expressions that a name, an attribute or an item is bound to; what a parameter is
    given."""
    if depth <= 0:
        return
    node = place.node
    if isinstance(node, ast.Name):
        yield from _of_name(inference, place, node.id, depth)
    elif isinstance(node, ast.Attribute):
        yield from _of_attribute(inference, place, node, depth)
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        yield from _of_item(inference, place.at(node.value), node.slice.value, depth)


def _of_name(inference: Inference, place: Place, name: str, depth: int) -> Iterator[Place]:
    module = place.module
    found = inference.scope_of(module, place.scope, name)
    if found is not None:
        yield from _of_bindings(inference, module, found, name, place.frame, depth)
        return
    for star in module.stars:
        other = inference.project.find(star, module.path)
        if other is not None and other is not module:
            yield from _of_export(inference, other, name, depth)


def _of_export(inference: Inference, module: Module, name: str, depth: int) -> Iterator[Place]:
    view = inference.project.view(module.path)
    if depth > 1:
        yield from _of_name(inference, Place(view, ast.Name(name), 0), name, depth - 1)


def _of_bindings(
    inference: Inference, module: Module, scope: int, name: str, frame: Frame, depth: int
) -> Iterator[Place]:
    known = dict(frame)
    view = inference.project.view(module.path)
    bindings = module.scopes[scope].bindings.get(name, ())
    turns = [known.get(Variable(module.path, scope, name, item.line)) for item in bindings]
    if any(turns):
        yield from filter(None, turns)
        return
    for binding in bindings:
        if binding.kind == "import":
            head, _, last = binding.target.rpartition(".")
            package = inference.project.find(head, module.path) if head else None
            if package is not None:
                yield from _of_export(inference, package, last, depth)
        elif binding.kind == "value":
            yield from _assigned(inference, view, name, binding, scope, frame, depth)
        elif binding.kind == "parameter" and module.scopes[scope].function >= 0:
            passed = known.get(Variable(module.path, scope, name))
            function = module.functions[module.scopes[scope].function]
            if passed is not None:
                yield passed
            elif name != function.receiver:
                yield from given(inference, Definition(module, function), name)


def _assigned(
    inference: Inference,
    view: View,
    name: str,
    binding: Binding,
    scope: int,
    frame: Frame,
    depth: int,
) -> Iterator[Place]:
    """What is assigned to the name or attribute in the line of a binding."""
    for node in view.mentions(name):
        if isinstance(node, ast.alias) or not isinstance(node.ctx, ast.Store):
            continue
        if node.lineno == binding.line:
            home = scope if isinstance(node, ast.Name) else view.scope(node)
            yield from _stored(inference, Place(view, node, home, frame), depth)


def _stored(inference: Inference, target: Place, depth: int) -> Iterator[Place]:
    parents = target.view.parents
    parent, index = parents[target.node], -1
    if isinstance(parent, ast.Tuple | ast.List):
        index, parent = parent.elts.index(target.node), parents[parent]
    if isinstance(parent, ast.For):
        for item in elements(inference, target.at(parent.iter), depth - 1):
            yield from part(inference, item, index, depth - 1)
    elif isinstance(parent, ast.Assign | ast.AnnAssign | ast.NamedExpr) and parent.value:
        yield from part(inference, target.at(parent.value), index, depth - 1)


def part(inference: Inference, place: Place, index: int, depth: int = _DEEPEST) -> Iterator[Place]:
    """What an expression gives, or one of the parts of a tuple that it gives."""
    if index < 0:
        yield place
    elif isinstance(place.node, ast.Tuple | ast.List):
        if index < len(place.node.elts):
            yield place.at(place.node.elts[index])
    else:
        found = [*islice(sources(inference, place, depth), 2)]
        if len(found) == 1 and isinstance(found[0].node, ast.Tuple | ast.List):
            yield from part(inference, found[0], index, depth - 1)


def _of_attribute(
    inference: Inference, place: Place, node: ast.Attribute, depth: int
) -> Iterator[Place]:
    own = [*set_of(inference, place, node, depth)]
    if own:
        yield from own
        return
    owner = value_at(inference, place.at(node.value))
    name = owner.cls if isinstance(owner, Instance) else name_of(owner)
    for cls in sorted(inference.classes_of(name, place.module.path)) if name else ():
        yield from _of_class(inference, cls, place, node.attr, depth)


def set_of(
    inference: Inference, place: Place, node: ast.Attribute, depth: int = _DEEPEST
) -> Iterator[Place]:
    """What an attribute of a module is, or what an object is given for it when it is made."""
    owner = value_at(inference, place.at(node.value))
    if isinstance(owner, Ref):
        module = inference.project.find(owner.name, place.module.path)
        if module is not None:
            yield from _of_export(inference, module, node.attr, depth)
            return
    yield from _of_object(inference, place.at(node.value), node.attr, min(depth, _FEW))


def _of_object(inference: Inference, owner: Place, name: str, depth: int) -> Iterator[Place]:
    """What the calls that make an object give to one of its attributes."""
    made = [owner] if isinstance(owner.node, ast.Call) else sources(inference, owner, depth - 1)
    for call in made:
        if isinstance(call.node, ast.Name | ast.Attribute) and call != owner:
            yield from _of_object(inference, call, name, depth - 1)
        elif isinstance(call.node, ast.Call):
            cls = value_at(inference, call.at(call.node.func))
            if isinstance(cls, Ref):
                yield from fields_of(inference, call, cls.name, name)


def _of_class(
    inference: Inference, cls: str, place: Place, name: str, depth: int
) -> Iterator[Place]:
    found = inference.class_named(cls, place.module.path)
    if found is None:
        return
    module, definition = found
    frame = place.frame
    yield from _of_bindings(inference, module, definition.scope, name, frame, depth)
    view = inference.project.view(module.path)
    for binding in definition.attributes.get(name, ()):
        yield from _assigned(inference, view, name, binding, definition.scope, frame, depth)


def _of_item(inference: Inference, base: Place, key: object, depth: int) -> Iterator[Place]:
    """What stands under a key of a dict, or at an index of a list, that is written out."""
    node = base.node
    if isinstance(node, ast.Dict):
        for name, value in zip(node.keys, node.values, strict=True):
            if isinstance(name, ast.Constant) and name.value == key:
                yield base.at(value)
    elif isinstance(node, ast.List | ast.Tuple) and isinstance(key, int):
        if 0 <= key < len(node.elts):
            yield base.at(node.elts[key])
    else:
        for source in sources(inference, base, depth - 1):
            yield from _of_item(inference, source, key, depth - 1)


def every_returned(inference: Inference, place: Place) -> Iterator[Place]:
    """What functions of the project return that a call calls."""
    if not isinstance(place.node, ast.Call):
        return
    callee = value_at(inference, place.at(place.node.func))
    for definition in inference.functions(callee, place.module.path):
        view = inference.project.view(definition.module.path)
        frame = entered(inference, definition, place)
        for node in _returns(view, definition.function):
            yield Place(view, node, definition.function.scope, frame)


def _returns(view: View, function: Function) -> Iterator[ast.expr]:
    for node in ast.walk(view.function_node(function)):
        if (
            isinstance(node, ast.Return | ast.Yield)
            and node.value is not None
            and view.scope(node) == function.scope
        ):
            yield node.value


def elements(inference: Inference, place: Place, depth: int = _DEEPEST) -> Iterator[Place]:
    """What is in a list or tuple that is written out somewhere; of a dict, its keys."""
    node = place.node
    if depth <= 0:
        return
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        for item in node.elts:
            if isinstance(item, ast.Starred):
                yield from elements(inference, place.at(item.value), depth - 1)
            else:
                yield place.at(item)
    elif isinstance(node, ast.Dict):
        yield from (place.at(key) for key in node.keys if key is not None)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        for side in (node.left, node.right):
            yield from elements(inference, place.at(side), depth - 1)
    elif isinstance(node, ast.Call):
        yield from _of_call(inference, place, node, depth)
    else:
        for source in sources(inference, place, depth - 1):
            yield from elements(inference, source, depth - 1)


def _of_call(inference: Inference, place: Place, node: ast.Call, depth: int) -> Iterator[Place]:
    """What is in a list that a call gives: of a dict's `items()`, the pairs."""
    func = node.func
    if isinstance(func, ast.Attribute) and func.attr in ("items", "values") and not node.args:
        for source in _dicts(inference, place.at(func.value), depth - 1):
            if isinstance(source.node, ast.Dict):
                for key, value in zip(source.node.keys, source.node.values, strict=True):
                    if key is not None:
                        pair = ast.Tuple([key, value], ast.Load())
                        yield source.at(pair if func.attr == "items" else value)
    for made in every_returned(inference, place):
        yield from elements(inference, made, depth - 1)


def _dicts(inference: Inference, place: Place, depth: int) -> Iterator[Place]:
    if isinstance(place.node, ast.Dict):
        yield place
    elif depth > 0:
        for source in sources(inference, place, depth):
            yield from _dicts(inference, source, depth - 1)
