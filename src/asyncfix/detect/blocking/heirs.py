"""Says where a method can run as one of an object of a class below, and what that has there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from asyncfix.detect.blocking.reach import Reach
from asyncfix.project.callgraph import Edge, Key, key_of
from asyncfix.project.inference import Inference
from asyncfix.project.known.facts import Thing
from asyncfix.project.lineage import lineage
from asyncfix.project.project import Definition
from asyncfix.project.properties import methods_named
from asyncfix.project.summary import Class, Module
from asyncfix.project.tests import stands_among_tests


def own_edges(reach: Reach, definition: Definition) -> Iterator[tuple[Thing, Edge]]:
    """The objects that a method can be one of, and the edges to what such an object has."""
    by_name: dict[str, dict[Key, list[Edge]]] | None = None
    for thing in _heirs(reach, definition) if definition.cls else ():
        by_name = _of_own_object(reach, definition) if by_name is None else by_name
        for name, found in by_name.items():
            for method in methods_named(reach.graph.inference, thing.cls, name, thing.home):
                yield from ((thing, edge) for edge in found.get(key_of(method), ()))


def _heirs(reach: Reach, definition: Definition) -> Iterator[Thing]:
    """An object of each class below that inherits a method, and has another that blocks, be it
    its own or that of a mixin.

    What tests have below is there for them alone.
    """
    module, inference = definition.module, reach.graph.inference
    for path, index in sorted(inference.subclasses_of(definition.cls, module.path)):
        other = inference.project.module(path)
        if other is None or (stands_among_tests(path) and not stands_among_tests(module.path)):
            continue
        if not any(map(reach.reaches, _brought(inference, other, other.classes[index]))):
            continue
        cls = f"{other.name}.{other.classes[index].qualname}"
        found = inference.method(cls, definition.function.name, path)
        if [key_of(item) for item in found] == [key_of(definition)]:
            yield Thing(cls, path)


def _brought(inference: Inference, module: Module, cls: Class) -> Iterator[Definition]:
    """The methods of a class, and those of all that it inherits from if it has several bases."""
    places = lineage(inference, module, cls) if len(cls.bases) > 1 else [(module.path, cls.index)]
    for place in places:
        home = None if isinstance(place, str) else inference.project.module(place[0])
        for item in home.functions if home is not None else ():
            if home is not None and item.owner == place[1]:
                yield Definition(home, item)


def _of_own_object(reach: Reach, definition: Definition) -> dict[str, dict[Key, list[Edge]]]:
    """The edges of a method to what its own object may have, by name and by what that is."""
    own = f"{definition.function.receiver}."
    found: dict[str, dict[Key, list[Edge]]] = defaultdict(lambda: defaultdict(list))
    for edge in (*reach.graph.edges(definition), *reach.graph.overriding(definition)):
        name = edge.text.removeprefix(own)
        if edge.text.startswith(own) and "." not in name and reach.reaches(edge.target):
            found[name][key_of(edge.target)].append(edge)
    return found
