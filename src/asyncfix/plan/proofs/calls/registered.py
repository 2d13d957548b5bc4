"""Finds the functions that run in the place of one that chooses by the type of its argument."""

from __future__ import annotations

from collections.abc import Iterator

from asyncfix.project.callgraph import key_of
from asyncfix.project.inference import Inference, object_name
from asyncfix.project.project import Definition
from asyncfix.project.terms import Attr, uncalled

_CHOOSING = frozenset({"functools.singledispatch", "functools.singledispatchmethod"})


def registered(inference: Inference, definition: Definition) -> Iterator[Definition]:
    """The functions that modules register for a `functools.singledispatch`."""
    decorators = (uncalled(item) for item in definition.function.decorators)
    values = (inference.value(definition.module, item) for item in decorators)
    if not any(object_name(item) in _CHOOSING for item in values):
        return
    for module in inference.project.mentioning(definition.function.name):
        for function in module.functions:
            for decorator in map(uncalled, function.decorators):
                if not isinstance(decorator, Attr) or decorator.name != "register":
                    continue
                value = inference.value(module, decorator.base)
                found = inference.functions(value, module.path)
                if any(key_of(item) == key_of(definition) for item in found):
                    yield Definition(module, function)
