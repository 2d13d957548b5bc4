"""Says which methods stand behind one that is only declared: an abstract or empty one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncfix.project.edges import Key, key_of
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
    """The methods that override that one in classes of the project below its own.

    They are the methods of those classes, or of what stands before its class in their order, as a
    mixin may. Where a protocol has none, it is that of the only class which fits it.
    """
    module, name = definition.module, definition.function.name
    below = sorted(graph.inference.subclasses_of(definition.cls, module.path))
    classes = {(module.path, definition.function.owner), *below}
    mixed: dict[Key, Definition] = {}
    for path, index in below:
        other = graph.inference.project.module(path)
        if other is None:
            continue
        found = [item for item in other.functions if item.owner == index and item.name == name]
        yield from (Definition(other, item) for item in found)
        if not found and len(other.classes[index].bases) > 1:
            cls = f"{other.name}.{other.classes[index].qualname}"
            mixed.update((key_of(x), x) for x in graph.inference.method(cls, name, path))
    for item in mixed.values():
        if (item.module.path, item.function.owner) not in classes:
            yield item
    if not below and is_of_protocol(graph, definition):
        yield from fitting(graph.inference, definition)
