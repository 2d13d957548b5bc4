"""Says what an attribute is: of a module, a class, an instance; in the project or a library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.project import decorators
from asyncfix.project.lineage import UNKNOWN, lineage
from asyncfix.project.nodes import CLASS
from asyncfix.project.project import Definition
from asyncfix.project.resolution import containers, enumerations, generics, results, scoping
from asyncfix.project.summary import Binding, Class, Module
from asyncfix.project.terms import NONE, Expr
from asyncfix.project.values import (
    NO_TYPES,
    Bound,
    Coroutine,
    Instance,
    Ref,
    Types,
    Union,
    Value,
    merge,
)

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

Owner = tuple[Module, Class]


class _Found(NamedTuple):
    """The bindings of an attribute in one class."""

    module: Module
    scope: int
    bindings: Sequence[Binding]
    types: Types


def attribute(inference: Inference, value: Value, name: str, importer: str) -> Value:
    """What an attribute of something is."""
    if isinstance(value, Ref):
        return _of_object(inference, value, name, importer)
    if isinstance(value, Union):
        options = _told_apart(inference, value)
        return merge(attribute(inference, item, name, importer) for item in options)
    if not isinstance(value, Instance):
        return None
    owner = inference.class_named(value.cls, importer)
    if owner is not None and name == CLASS:
        return Ref(value.cls)
    if owner is not None:
        return _member(inference, owner, name, importer, on_instance=True, args=value.args)
    known = inference.class_entry(value)
    given = known.attribute(name) if known is not None else ""
    return containers.told(given) if given else Bound(f"{value.cls}.{name}")


def _told_apart(inference: Inference, value: Union) -> Iterator[Instance]:
    """The classes that something may be of, without those that are idle where another blocks."""
    names = {item.cls for item in value.options}
    for item in value.options:
        known = inference.class_entry(item)
        idle = known is not None and bool(known.blocking) and known.passes_for in names
        if not idle:
            yield item


def _of_object(inference: Inference, value: Ref, name: str, importer: str) -> Value:
    module = inference.project.find(value.name, importer)
    if module is not None:
        return inference.across(scoping.export(inference, module, name), module.path, importer)
    owner = inference.class_named(value.name, importer)
    if owner is not None:
        return _member(inference, owner, name, importer, on_instance=False)
    if inference.functions(value, importer):
        return None
    known = inference.catalogue.classes.get(value.name)
    if known is not None and name in known.attributes:
        return containers.told(known.attributes[name])
    return Ref(inference.catalogue.canonical(f"{value.name}.{name}"))


def _member(
    inference: Inference,
    owner: Owner,
    name: str,
    importer: str,
    on_instance: bool,
    args: Sequence[Value] = (),
) -> Value:
    module, definition = owner
    key = (module.path, "member", definition.index, name, on_instance, *args)
    value = inference.answer(key, lambda: _search(inference, owner, name, on_instance, args))
    here = inference.project.module(importer) if importer != module.path else None
    if here is not None and name in here.outside and value is not None:
        promised = declared(inference, owner, name) is not None
        value = inference.answer(
            (importer, *key),
            lambda: merge([value, *_stored(inference, here, owner, name, promised)]),
        )
    return inference.across(value, module.path, importer)


def _search(
    inference: Inference, owner: Owner, name: str, on_instance: bool, args: Sequence[Value]
) -> Value:
    """Looks through the class and its ancestors.

    A class hides what those above it bind in their bodies, but not what their methods set.
    """
    found: list[_Found] = []
    hidden = False
    order, known = lineage(inference, *owner), generics.known(inference, owner, args)
    if enumerations.is_enumeration(order):
        value = enumerations.attribute(inference, owner, order, name)
        if value is not None:
            return value
    for ancestor in order:
        if isinstance(ancestor, str):
            if hidden or found:
                break
            return _in_library(inference, owner, ancestor, name, on_instance)
        module = inference.project.module(ancestor[0])
        if module is None:
            return None
        definition, types = module.classes[ancestor[1]], known.get(ancestor, NO_TYPES)
        in_body = module.scopes[definition.scope].bindings.get(name, ())
        if in_body and not hidden:
            if not found and _is_method(in_body, definition, name, inference, module):
                if any(_is_set(inference, item, owner, name) for item in (owner[0], module)):
                    return None
                return _method(inference, module, in_body, on_instance, types)
            found.append(_Found(module, definition.scope, in_body, types))
            hidden = True
        if on_self := definition.attributes.get(name):
            found.append(_Found(module, definition.scope, on_self, types))
    return _agreed(inference, owner, found, name) if found else None


def _is_method(
    bindings: Sequence[Binding], definition: Class, name: str, inference: Inference, module: Module
) -> bool:
    if bindings[-1].kind != "function":
        return False
    return name not in definition.attributes or _is_property(inference, module, bindings)


def _in_library(
    inference: Inference, owner: Owner, ancestor: str, name: str, on_instance: bool
) -> Value:
    """What a class gets from a library's; unknown where a class of the project answers for all."""
    if ancestor == UNKNOWN or _answers_all(inference, owner):
        return None
    seen: Value = Instance(ancestor) if on_instance else Ref(ancestor)
    return attribute(inference, seen, name, owner[0].path)


def _answers_all(inference: Inference, owner: Owner) -> bool:
    """Whether a class of the project makes attributes as they are asked for."""
    for ancestor in lineage(inference, *owner):
        if isinstance(ancestor, str):
            continue
        module = inference.project.module(ancestor[0])
        if module is not None:
            names = module.scopes[module.classes[ancestor[1]].scope].bindings
            if "__getattr__" in names or "__getattribute__" in names:
                return True
    return False


def _agreed(inference: Inference, owner: Owner, found: Sequence[_Found], name: str) -> Value:
    """What all places that set an attribute agree on.

    Where its class is declared, values that are not known are taken to be as declared; and it is
    what its values are where all of them only pass for what is declared.
    """
    known: list[Value] = []
    bare: list[Value] = []
    declared = open_values = False
    for place in found:
        for binding in place.bindings:
            if binding.value == NONE and binding.annotation is None:
                continue
            home, scope = place.module, place.scope
            value = scoping.binding_value(inference, home, scope, binding, place.types)
            value = inference.across(value, place.module.path, owner[0].path)
            if value is None:
                open_values = True
            else:
                (bare if scoping.is_declaration(binding) else known).append(value)
                declared = declared or binding.annotation is not None
    if open_values and not declared:
        return None
    modules = {place.module.path: place.module for place in found}
    for module in {owner[0].path: owner[0], **modules}.values():
        known += _stored(inference, module, owner, name, declared)
    passing = not open_values and scoping.passes_for(inference, known, bare)
    return merge(known if passing else [*bare, *known])


def declared(inference: Inference, owner: Owner, name: str) -> tuple[Module, Expr] | None:
    """The annotation of an attribute in the class or one above it, and where it stands."""
    for ancestor in lineage(inference, *owner):
        module = None if isinstance(ancestor, str) else inference.project.module(ancestor[0])
        if module is None or isinstance(ancestor, str):
            continue
        definition = module.classes[ancestor[1]]
        in_body = module.scopes[definition.scope].bindings.get(name, ())
        for binding in (*in_body, *definition.attributes.get(name, ())):
            if binding.annotation is not None:
                return module, binding.annotation
    return None


def _stored(
    inference: Inference, module: Module, owner: Owner, name: str, declared: bool
) -> Iterator[Value]:
    """What a module sets the attribute to from outside of the class.

    Of something unknown that gets such an attribute, only what is known to be of another class
    counts, and so it is with what is unknown if the attribute's class is `declared`.
    """
    for store in module.outside.get(name, ()):
        if store.value == NONE:
            continue
        ours = is_ours(inference, module, store.base, owner)
        value = inference.value(module, store.value) if ours is not False else None
        if (ours and not declared) or value is not None:
            yield value


def _is_set(inference: Inference, module: Module, owner: Owner, name: str) -> bool:
    """Whether a module puts something in the place of a method of the class."""
    stores = module.outside.get(name, ())
    return any(is_ours(inference, module, store.base, owner) for store in stores)


def is_ours(inference: Inference, module: Module, base: Expr, owner: Owner) -> bool | None:
    """Whether something is the class or an instance; None if that is not known."""
    target = inference.value(module, base)
    if not isinstance(target, Instance | Ref):
        return None
    theirs = inference.class_named(
        target.cls if isinstance(target, Instance) else target.name, module.path
    )
    return theirs is not None and _related(inference, owner, theirs)


def _related(inference: Inference, one: Owner, other: Owner) -> bool:
    first, second = ((item[0].path, item[1].index) for item in (one, other))
    return first in lineage(inference, *other) or second in lineage(inference, *one)


def _is_property(inference: Inference, module: Module, bindings: Sequence[Binding]) -> bool:
    return any(
        decorators.is_property(inference, module, module.functions[int(item.target)])
        for item in bindings
        if item.kind == "function"
    )


def _method(
    inference: Inference,
    module: Module,
    bindings: Sequence[Binding],
    on_instance: bool,
    types: Types,
) -> Value:
    """A method, or what a property gives: of several functions of the name, the one that reads."""
    for item in bindings if on_instance else ():
        function = module.functions[int(item.target)] if item.kind == "function" else None
        if function is not None and decorators.is_property(inference, module, function):
            if not decorators.is_known_property(inference, module, function):
                return None
            value = results.result(inference, Definition(module, function), types)
            return Coroutine(value) if function.is_async else value
    function = module.functions[int(bindings[-1].target)]
    name = f"{module.name}.{function.qualname}"
    return Bound(name) if on_instance else Ref(name)


def methods(inference: Inference, cls: str, name: str, importer: str) -> list[Definition]:
    """The project's functions that a method of a class is, its own or inherited."""
    value = attribute(inference, Instance(cls), name, importer)
    owner = inference.class_named(cls, importer)
    if owner is None or not isinstance(value, Bound):
        return []
    return inference.functions(value, owner[0].path)
