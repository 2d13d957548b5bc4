"""Says as what classes' object a method can run: those below its own that inherit it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from asyncfix.detect.blocking.reach import Reach
from asyncfix.project.callgraph import Edge, Key, key_of
from asyncfix.project.known.facts import Thing
from asyncfix.project.project import Definition
from asyncfix.project.properties import methods_named
from asyncfix.project.tests import stands_among_tests


def heirs(reach: Reach, definition: Definition) -> Iterator[Thing]:
    """An object of each class below that has a method of its own that blocks.

    What tests have below is there for them alone.
    """
    module, inference = definition.module, reach.graph.inference
    own = module.classes[definition.function.owner].qualname
    for path, index in sorted(inference.subclasses_of(f"{module.name}.{own}", module.path)):
        other = inference.project.module(path)
        if other is None or (stands_among_tests(path) and not stands_among_tests(module.path)):
            continue
        methods = (Definition(other, item) for item in other.functions if item.owner == index)
        if not any(map(reach.reaches, methods)):
            continue
        cls = f"{other.name}.{other.classes[index].qualname}"
        found = inference.method(cls, definition.function.name, path)
        if [key_of(item) for item in found] == [key_of(definition)]:
            yield Thing(cls, path)


def of_own_object(reach: Reach, definition: Definition) -> Callable[[Thing], Iterator[Edge]]:
    """Gives, for an object that a method is one of, the edges to what that object has."""
    own = f"{definition.function.receiver}."
    by_name: dict[str, dict[Key, list[Edge]]] = defaultdict(lambda: defaultdict(list))
    for edge in (*reach.graph.edges(definition), *reach.graph.overriding(definition)):
        name = edge.text.removeprefix(own)
        if edge.text.startswith(own) and "." not in name and reach.reaches(edge.target):
            by_name[name][key_of(edge.target)].append(edge)

    def edges(thing: Thing) -> Iterator[Edge]:
        for name, found in by_name.items():
            for method in methods_named(reach.graph.inference, thing.cls, name, thing.home):
                yield from found.get(key_of(method), ())

    return edges
