"""Says what an attribute is: of a module, a class, an instance; in the project or a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncfix.project import results, scoping
from asyncfix.project.project import Definition
from asyncfix.project.summary import NONE, Class, Module
from asyncfix.project.values import Bound, Instance, Ref, Value, merge

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_PROPERTIES = frozenset({"builtins.property", "functools.cached_property"})


def attribute(inference: Inference, value: Value, name: str, importer: str) -> Value:
    """What an attribute of something is."""
    if isinstance(value, Ref):
        module = inference.project.find(value.name, importer)
        if module is not None:
            return scoping.export(inference, module, name)
        owner = inference.class_named(value.name, importer)
        if owner is not None:
            return _member(inference, owner, name, on_instance=False)
        return Ref(inference.catalogue.canonical(f"{value.name}.{name}"))
    if isinstance(value, Instance):
        owner = inference.class_named(value.cls, importer)
        if owner is not None:
            return _member(inference, owner, name, on_instance=True)
        known = inference.class_entry(value)
        if known is not None and name in known.attributes:
            return Instance(known.attributes[name])
        return Bound(f"{value.cls}.{name}")
    return None


def _member(
    inference: Inference, owner: tuple[Module, Class], name: str, on_instance: bool
) -> Value:
    module, definition = owner
    with inference.asking((module.path, "member", definition.index, name)) as open_question:
        if not open_question:
            return None
        scope = definition.scope
        bindings = module.scopes[scope].bindings.get(name, [])
        on_self = definition.attributes.get(name, [])
        if bindings and bindings[-1].kind == "function" and not on_self:
            return _method(inference, module, int(bindings[-1].target), on_instance)
        found = [*bindings, *on_self]
        if found:
            kept = [item for item in found if item.value != NONE or item.annotation]
            return merge(scoping.binding_value(inference, module, scope, item) for item in kept)
        return _inherited(inference, module, definition, name, on_instance)


def _inherited(
    inference: Inference, module: Module, definition: Class, name: str, on_instance: bool
) -> Value:
    for base in definition.bases:
        value = inference.value(module, base)
        if isinstance(value, Ref):
            seen: Value = Instance(value.name) if on_instance else value
            found = attribute(inference, seen, name, module.path)
            if found is not None:
                return found
    return None


def _method(inference: Inference, module: Module, index: int, on_instance: bool) -> Value:
    function = module.functions[index]
    name = f"{module.name}.{function.qualname}"
    if on_instance and any(
        isinstance(item := inference.value(module, decorator), Ref) and item.name in _PROPERTIES
        for decorator in function.decorators
    ):
        return results.result(inference, Definition(module, function))
    return Bound(name) if on_instance else Ref(name)


def classes_of(inference: Inference, name: str, importer: str) -> frozenset[str]:
    """A class and those that it inherits from, by dotted name."""
    found = {name}
    pending = [(name, importer)]
    while pending:
        owner = inference.class_named(*pending.pop())
        if owner is None:
            continue
        module, definition = owner
        for base in definition.bases:
            value = inference.value(module, base)
            if isinstance(value, Ref) and value.name not in found:
                found.add(value.name)
                pending.append((value.name, module.path))
    return frozenset(found)
