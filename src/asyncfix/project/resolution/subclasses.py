"""Says which classes one inherits from, and which of the project inherit from one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from asyncfix.project.summary import Binding, Function, Module
from asyncfix.project.values import Instance, Ref, Value

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

Derived = Mapping[str, Sequence[tuple[int, str]]]

_DERIVED = re.compile(r"\bclass[\s\\][^:(\[]*[(\[]")
"""What stands in the text of a module that has a class with a base."""


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


def of(inference: Inference, name: str, importer: str) -> frozenset[tuple[str, int]]:
    """The classes that inherit from the one of that dotted name: module path and index.

    Files are looked at in which the last part of the name stands.
    """
    found: set[tuple[str, int]] = set()
    pending = [(name, importer)]
    while pending:
        parent, place = pending.pop()
        for path in inference.project.with_word(parent.rpartition(".")[2]):
            for index, derived_name in inference.derived(path).get(parent, ()):
                if (path, index) not in found and _is_same(inference, parent, place, path):
                    found.add((path, index))
                    pending.append((derived_name, path))
    return frozenset(found)


def derived(inference: Inference, path: str) -> Derived:
    """The classes of a module, index and dotted name, by the dotted name of each of their bases."""
    project = inference.project
    if not project.is_summarised(path) and _DERIVED.search(project.file(path).text) is None:
        return {}
    module, found = project.module(path), defaultdict(list)
    if module is not None:
        for definition in module.classes:
            for base in definition.bases:
                value = inference.value(module, base)
                if isinstance(value, Ref):
                    name = f"{module.name}.{definition.qualname}"
                    found[value.name].append((definition.index, name))
    return dict(found)


def overridden_below(inference: Inference, name: str, importer: str, method: Function) -> bool:
    """Whether a class below that one may have another method of its name, its own or a mixin's."""
    for path, index in inference.subclasses_of(name, importer):
        module = inference.project.module(path)
        if module is None:
            return True
        cls = module.classes[index]
        if method.name in module.scopes[cls.scope].bindings:
            return True
        if len(cls.bases) > 1:
            found = inference.method(f"{module.name}.{cls.qualname}", method.name, path)
            if [item.function.span for item in found] != [method.span]:
                return True
    return False


def _is_same(inference: Inference, name: str, one: str, other: str) -> bool:
    """Whether a dotted name means the same class, seen from either file."""
    ours, theirs = inference.class_named(name, one), inference.class_named(name, other)
    if ours is None or theirs is None:
        return ours is theirs
    return (ours[0].path, ours[1].index) == (theirs[0].path, theirs[1].index)


def narrowed(inference: Inference, module: Module, binding: Binding, declared: Value) -> Value:
    """What a name is that is bound once, and as one class: of a class below it where it is made."""
    if binding.kind != "value" or binding.annotation is None or not isinstance(declared, Instance):
        return declared
    made = inference.value(module, binding.value)
    if not isinstance(made, Instance) or made.cls == declared.cls:
        return declared
    return made if declared.cls in inference.classes_of(made.cls, module.path) else declared
