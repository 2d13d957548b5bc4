"""Finds the class of a project that fits one of its protocols without naming it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncfix.project.project import Definition
from asyncfix.project.summary import Class, Function, Module
from asyncfix.project.terms import Item
from asyncfix.project.tests import is_of_tests, stands_among_tests
from asyncfix.project.values import Bound, Instance, object_name

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

PROTOCOLS = frozenset({"typing.Protocol", "typing_extensions.Protocol"})
"""What makes a class that only says what others have."""
_FEWEST = 2


def is_protocol(inference: Inference, module: Module, definition: Class) -> bool:
    """Whether a class is a protocol itself: not one that implements it."""
    bases = (base.base if isinstance(base, Item) else base for base in definition.bases)
    return any(object_name(inference.value(module, base)) in PROTOCOLS for base in bases)


def fitting(inference: Inference, definition: Definition) -> Iterator[Definition]:
    """The method of the only class that has all that a protocol asks for, as it asks for it.

    Too many classes have one method by accident. What tests have stands for others.
    """
    module, name = definition.module, definition.function.name
    wanted = _wanted(module, module.classes[definition.function.owner])
    if len(wanted) < _FEWEST:
        return
    found = [
        Definition(other, function)
        for path in inference.project.with_word(name)
        if not stands_among_tests(path)
        if (other := inference.project.module(path)) is not None and not is_of_tests(other)
        for function in other.functions
        if function.name == name and function.owner >= 0 and function.owner < len(other.classes)
        if not is_protocol(inference, other, other.classes[function.owner])
        if _fits(inference, other, other.classes[function.owner], wanted)
    ]
    if len(found) == 1:
        yield found[0]


def _wanted(module: Module, protocol: Class) -> dict[str, Function]:
    """The methods of a protocol; none if it is made of others, or asks for more than methods."""
    own = [item for item in module.functions if item.owner == protocol.index]
    names = module.scopes[protocol.scope].bindings.keys() | protocol.attributes.keys()
    plain = len(protocol.bases) == 1 and len(own) == len(names)
    return {item.name: item for item in own} if plain else {}


def _fits(inference: Inference, module: Module, cls: Class, wanted: dict[str, Function]) -> bool:
    """Whether each of the methods is there, with the same parameters."""
    name = f"{module.name}.{cls.qualname}"
    for method, asked in wanted.items():
        value = inference.attribute(Instance(name), method, module.path)
        found = inference.functions(value, module.path) if isinstance(value, Bound) else []
        if len(found) != 1 or found[0].function.is_async is not asked.is_async:
            return False
        given = [item.name for item in found[0].function.parameters[1:]]
        if given[: len(asked.parameters) - 1] != [item.name for item in asked.parameters[1:]]:
            return False
    return True
