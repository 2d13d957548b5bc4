"""Says which methods stand behind one that is only declared: an abstract or empty one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncfix.project.project import Definition
from asyncfix.project.protocols import fitting, is_protocol
from asyncfix.project.terms import NONE
from asyncfix.project.values import object_name

if TYPE_CHECKING:
    from asyncfix.project.callgraph import CallGraph

_ABSTRACT = frozenset({"abc.abstractmethod", "builtins.abstractmethod"})


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
    return function.owner >= 0 and is_protocol(
        graph.inference, module, module.classes[function.owner]
    )


def implementations(graph: CallGraph, definition: Definition) -> Iterator[Definition]:
    """The methods of subclasses in the project that override that one.

    Where a protocol has none, it is that of the only class which fits it.
    """
    module, function = definition.module, definition.function
    inference = graph.inference
    below = sorted(inference.subclasses_of(definition.cls, module.path))
    for path, index in below:
        other = inference.project.module(path)
        for candidate in other.functions if other is not None else ():
            if other is not None and candidate.owner == index and candidate.name == function.name:
                yield Definition(other, candidate)
    if not below and is_of_protocol(graph, definition):
        yield from fitting(inference, definition)
