"""Says what a name is bound to: in the scopes of its module, by imports, by star imports."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from asyncfix.project import decorators
from asyncfix.project.project import Project
from asyncfix.project.resolution import containers, fields, libraries, subclasses
from asyncfix.project.summary import Binding, Module
from asyncfix.project.terms import NONE, Attr, Called, Derived, Expr, Item, Name, Part
from asyncfix.project.values import NO_TYPES, Instance, Ref, Types, Value, merge, object_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asyncfix.project.inference import Inference

ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})
"""What adds remarks to a type."""
_ANYTHING = frozenset({"typing.Any", "typing_extensions.Any"})
_BUILTINS = frozenset(dir(builtins))
# What stands for a class that could not be imported.
_STUBS = frozenset({Ref("builtins.object"), Ref("typing.Any")})


def scope_of(module: Module, scope: int, name: str) -> int | None:
    """The index of the scope whose name it is, seen from a scope."""
    index, first = scope, True
    while index >= 0:
        here = module.scopes[index]
        if name in here.global_names:
            return 0 if name in module.top else None
        if name in here.bindings and (first or here.kind != "class"):
            return index
        first = first and here.kind == "types"
        index = here.parent
    return None


def bound(inference: Inference, module: Module, scope: int, name: str) -> Value:
    """What all bindings of a name in the scope of that index agree on.

    One that is made of the name itself (`q = q.filter(x)`) has to agree with the others; one that
    only adds to what it promises (`Db = Annotated[Db, x]`) says nothing new.
    """
    bindings = [
        binding
        for binding in module.scopes[scope].bindings[name]
        if (binding.value != NONE or binding.annotation is not None)
        and not annotates_itself(inference, module, name, binding)
    ]
    first = [item for item in bindings if _root(item.value) != name]
    values = [binding_value(inference, module, scope, binding) for binding in first]
    bare = [value for value, at in zip(values, first, strict=True) if is_declaration(at)]
    made = [value for value, at in zip(values, first, strict=True) if not is_declaration(at)]
    values = made if bare and passes_for(inference, made, bare) else values
    if scope == 0 and module.stars:
        values += _overridden_by_stars(inference, module, name)
    if any(item.kind == "import" for item in first):
        values = [value for value in values if value not in _STUBS] or values
    value = merge(values)
    if len(bindings) == 1 and module.scopes[scope].kind == "function":
        value = subclasses.narrowed(inference, module, bindings[0], value)
    if value is None or len(first) == len(bindings):
        return value
    with inference.supposing((module.path, scope, name), value):
        later = [
            binding_value(inference, module, scope, item) for item in bindings if item not in first
        ]
    return merge([value, *later])


def is_declaration(binding: Binding) -> bool:
    """Whether a binding only says of what class something is that other statements bind."""
    return binding.kind == "value" and binding.annotation is not None and binding.value is None


def passes_for(inference: Inference, values: Sequence[Value], declared: Sequence[Value]) -> bool:
    """Whether all values are of classes that pass for the one that was declared."""
    known = [inference.class_entry(value) for value in values]
    return bool(known) and all(
        item is not None and Instance(item.passes_for) == other
        for item in known
        for other in declared
    )


def annotates_itself(inference: Inference, module: Module, name: str, binding: Binding) -> bool:
    """Whether it is `Db = Annotated[Db, x]`: the class that the name was before, with a remark."""
    value = binding.value
    if binding.kind != "value" or not isinstance(value, Item) or not value.parts:
        return False
    first = value.parts[0]
    if not isinstance(first, Name) or first.name != name or _root(value) == name:
        return False
    return object_name(inference.value(module, value.base)) in ANNOTATED


def _root(expr: Expr) -> str:
    """The name that an expression of calls, attributes and parts starts from."""
    while isinstance(expr, Attr | Called | Derived | Item | Part):
        expr = expr.func if isinstance(expr, Called) else expr.base
    return expr.name if isinstance(expr, Name) else ""


def _overridden_by_stars(inference: Inference, module: Module, name: str) -> list[Value]:
    """What star imports of the project's modules bind the name to."""
    found: list[Value] = []
    for star in module.stars:
        other = inference.project.find(star, module.path)
        if (
            other is not None
            and other is not module
            and name in other.top
            and _is_given(other, name)
        ):
            found.append(export(inference, other, name))
    return found


def from_outside(inference: Inference, module: Module, name: str) -> Value:
    """What a name is that no scope of the module binds: from a star import, or built in."""
    for star in reversed(module.stars):
        other = inference.project.find(star, module.path)
        if other is None:
            return _from_library(inference, module, name)
        if _is_given(other, name):
            value = inference.across(export(inference, other, name), other.path, module.path)
            if value is not None or name in other.top:
                return value
    return Ref(f"builtins.{name}") if name in _BUILTINS else None


def _from_library(inference: Inference, module: Module, name: str) -> Value:
    """With stars of libraries in play, a name is known only if one of them is known to have it."""
    catalogue = inference.catalogue
    known = {
        canonical
        for star in module.stars
        if catalogue.entry(canonical := catalogue.canonical(f"{star}.{name}")) is not None
    }
    return Ref(known.pop()) if len(known) == 1 else None


def binding_value(
    inference: Inference,
    module: Module,
    scope: int,
    binding: Binding,
    types: Types = NO_TYPES,
) -> Value:
    """What one binding in the scope of that index gives, if type variables stand for those."""
    if binding.kind == "import":
        return dotted(inference, binding.target, module.path)
    if binding.kind == "function":
        return Ref(f"{module.name}.{module.functions[int(binding.target)].qualname}")
    if binding.kind == "class":
        return Ref(f"{module.name}.{module.classes[int(binding.target)].qualname}")
    if binding.kind == "parameter":
        return _parameter(inference, module, scope, binding)
    if binding.kind == "value":
        return _assigned(inference, module, binding, types)
    if binding.kind == "rest" and binding.annotation is not None:
        return containers.rest(binding.target, inference.annotation(module, binding.annotation))
    return None


def _assigned(inference: Inference, module: Module, binding: Binding, types: Types) -> Value:
    """What an assignment binds: what its annotation says, else what its value is.

    A value that passes for what the annotation says is what it is.
    """
    if binding.annotation is not None:
        declared = inference.annotation(module, binding.annotation, types)
        if declared is not None:
            value = inference.value(module, binding.value)
            known = inference.class_entry(value)
            passes = known is not None and Instance(known.passes_for) == declared
            return value if passes else declared
        if fields.is_field(inference, module, binding.value):
            anything = object_name(inference.value(module, binding.annotation)) in _ANYTHING
            return inference.value(module, binding.value) if anything else None
    if types and isinstance(binding.value, Name):
        return _given(inference, module, binding.value, types)
    return inference.value(module, binding.value)


def _given(inference: Inference, module: Module, name: Name, types: Types) -> Value:
    """What a parameter is of which only its annotation tells."""
    bindings = inference.lookup(module, name.scope, name.name) or ()
    if len(bindings) == 1 and bindings[0].kind == "parameter":
        declared = inference.annotation(module, bindings[0].annotation, types)
        if declared is not None:
            return declared
    return inference.value(module, name)


def _parameter(inference: Inference, module: Module, scope: int, binding: Binding) -> Value:
    declared = inference.annotation(module, binding.annotation)
    if declared is not None:
        wrong = libraries.is_blocking(inference, declared) and libraries.provided(
            inference, module, binding.value
        )
        return None if wrong else declared
    if libraries.is_marker(inference, module, binding.value):
        return inference.value(module, binding.value)
    here = module.scopes[scope]
    if here.kind != "function":
        return None
    function = module.functions[here.function]
    first = function.parameters[0] if function.parameters else None
    if function.owner < 0 or first is None or here.bindings[first.name][0] is not binding:
        return None
    if decorators.has(inference, module, function, "builtins.staticmethod"):
        return None
    name = f"{module.name}.{module.classes[function.owner].qualname}"
    return Ref(name) if decorators.is_of_class(inference, module, function) else Instance(name)


# modules


def longest_module(
    project: Project, name: str, importer: str
) -> tuple[Module | None, Sequence[str]]:
    """The project's module that a dotted name starts with, and the rest of the name."""
    parts = name.split(".")
    for size in range(len(parts), 0, -1):
        module = project.find(".".join(parts[:size]), importer)
        if module is not None:
            return module, tuple(parts[size:])
    return None, ()


def dotted(inference: Inference, name: str, importer: str) -> Value:
    """What a dotted name is that the file at `importer` imports.

    What a package binds comes before its submodule of the same name.
    """
    head, _, last = name.rpartition(".")
    package = inference.project.find(head, importer) if head else None
    if package is not None and _binds(package, last, name):
        return inference.across(export(inference, package, last), package.path, importer)
    module, rest = inference.longest_module(name, importer)
    if module is None:
        return Ref(inference.catalogue.canonical(name))
    value: Value = Ref(module.name)
    for part in rest:
        value = inference.attribute(value, part, module.path)
    return inference.across(value, module.path, importer)


def _binds(package: Module, name: str, target: str) -> bool:
    """Whether a package binds a name to something else than its own submodule."""
    return any(
        binding.kind != "import" or binding.target != target
        for binding in package.top.get(name, ())
    )


def export(inference: Inference, module: Module, name: str) -> Value:
    """What a module gives to those who import the name from it."""
    if name in module.top:
        return inference.name(module, 0, name)
    inner = inference.project.find(f"{module.name}.{name}", module.path)
    return Ref(inner.name) if inner is not None else _from_star(inference, module, name)


def _from_star(inference: Inference, module: Module, name: str) -> Value:
    with inference.asking((module.path, "*", name)) as open_question:
        for star in reversed(module.stars) if open_question else ():
            other = inference.project.find(star, module.path)
            if other is None or not _is_given(other, name):
                continue
            value = inference.across(export(inference, other, name), other.path, module.path)
            if value is not None:
                return value
    return None


def starred_home(inference: Inference, module: Module, name: str) -> Module | None:
    """The module that binds a name which a module has by `import *`."""
    with inference.asking((module.path, "home of *", name)) as open_question:
        for star in reversed(module.stars) if open_question else ():
            other = inference.project.find(star, module.path)
            if other is not None and _is_given(other, name):
                home = other if name in other.top else starred_home(inference, other, name)
                if home is not None:
                    return home
    return None


def _is_given(module: Module, name: str) -> bool:
    """Whether a star import of a module brings the name."""
    if module.exported is not None:
        return name in module.exported
    return not name.startswith("_") or "__all__" in module.top
