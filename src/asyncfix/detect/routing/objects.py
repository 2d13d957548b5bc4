"""Finds what an object of a project's class is given for its attributes when it is made."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.routing.calls import entered
from asyncfix.detect.routing.places import Place, argument
from asyncfix.project.inference import Inference
from asyncfix.project.project import Definition


def fields_of(inference: Inference, call: Place, cls: str, name: str) -> Iterator[Place]:
    """What a call that makes an object of a class of the project gives to one attribute."""
    if inference.class_named(cls, call.module.path) is None or not isinstance(call.node, ast.Call):
        return
    makers = inference.method(cls, "__init__", call.module.path)
    if not makers:
        given = argument(call.node, _position(inference, call, cls, name), name)
        if given is not None:
            yield call.at(given)
        return
    for maker in makers:
        yield from _set_in(inference, maker, call, name)


def _position(inference: Inference, call: Place, cls: str, name: str) -> int:
    """The index of a field among those that a class without bases of the project declares."""
    found = inference.class_named(cls, call.module.path)
    if found is None or len(inference.classes_of(cls, call.module.path)) > 1:
        return -1
    module, definition = found
    bindings = module.scopes[definition.scope].bindings
    fields = [key for key, items in bindings.items() if items[0].annotation is not None]
    return fields.index(name) if name in fields else -1


def _set_in(inference: Inference, maker: Definition, call: Place, name: str) -> Iterator[Place]:
    """What `__init__` assigns to an attribute of what it is called on."""
    function = maker.function
    view = inference.project.view(maker.module.path)
    frame = entered(inference, maker, call)
    for node in view.mentions(name):
        if not isinstance(node, ast.Attribute) or view.scope(node) != function.scope:
            continue
        parent = view.parents[node]
        on_it = isinstance(node.value, ast.Name) and node.value.id == function.first
        value = parent.value if isinstance(parent, ast.Assign | ast.AnnAssign) else None
        if on_it and value is not None and value is not node:
            yield Place(view, value, function.scope, frame)
