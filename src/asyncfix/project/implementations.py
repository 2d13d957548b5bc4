"""Says which methods stand behind one that is only declared: an abstract or empty one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncfix.project.project import Definition
from asyncfix.project.terms import NONE, Item
from asyncfix.project.values import object_name

if TYPE_CHECKING:
    from asyncfix.project.callgraph import CallGraph

_ABSTRACT = frozenset({"abc.abstractmethod", "builtins.abstractmethod"})
PROTOCOLS = frozenset({"typing.Protocol", "typing_extensions.Protocol"})
"""What makes a class that only says what others have."""


def is_stub(graph: CallGraph, definition: Definition) -> bool:
    """Whether a method is there to be overridden: abstract, of a protocol, or without a body."""
    function, module = definition.function, definition.module
    if function.owner < 0 or function.is_generator or function.name.startswith("__"):
        return False
    inference = graph.inference
    for decorator in function.decorators:
        if object_name(inference.value(module, decorator)) in _ABSTRACT:
            return True
    if is_of_protocol(graph, definition):
        return True
    body = graph.body(definition)
    calls = any(call.text != "NotImplementedError" for call in body.calls)
    works = calls or body.withs or body.iterations or function.reads or function.stores
    return not works and all(item == NONE for item in function.returned)


def is_of_protocol(graph: CallGraph, definition: Definition) -> bool:
    """Whether any object that has a method like that can be meant, whatever its class."""
    function, module = definition.function, definition.module
    for base in module.classes[function.owner].bases if function.owner >= 0 else ():
        value = graph.inference.value(module, base.base if isinstance(base, Item) else base)
        if object_name(value) in PROTOCOLS:
            return True
    return False


def implementations(graph: CallGraph, definition: Definition) -> Iterator[Definition]:
    """The methods of subclasses in the project that override that one."""
    module, function = definition.module, definition.function
    inference = graph.inference
    name = f"{module.name}.{module.classes[function.owner].qualname}"
    for path, index in sorted(inference.subclasses_of(name, module.path)):
        other = inference.project.module(path)
        for candidate in other.functions if other is not None else ():
            if other is not None and candidate.owner == index and candidate.name == function.name:
                yield Definition(other, candidate)
