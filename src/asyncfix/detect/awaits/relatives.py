"""Finds the project's classes below a class, and its plain methods of a name; on demand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.project.inference import Inference, Ref
from asyncfix.project.project import Definition
from asyncfix.project.summary import Class, Module


class Lineage(NamedTuple):
    """The project's classes that a class consists of, and the libraries' ones by name."""

    own: tuple[tuple[Module, Class], ...]
    foreign: frozenset[str]


class Relatives:
    """What the classes of a project are to each other."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._below: dict[str, frozenset[tuple[str, str]]] = {}
        self._plain: dict[str, tuple[Definition, ...]] = {}

    def below(self, name: str) -> frozenset[tuple[str, str]]:
        """The classes that inherit from the one of that dotted name, each with its file."""
        if name not in self._below:
            found: set[tuple[str, str]] = set()
            pending = [name]
            while pending:
                for child in self._children(pending.pop()):
                    if child not in found:
                        found.add(child)
                        pending.append(child[0])
            self._below[name] = frozenset(found)
        return self._below[name]

    def plain_methods(self, name: str) -> tuple[Definition, ...]:
        """The methods of that name in the project that are not coroutine functions."""
        if name not in self._plain:
            self._plain[name] = tuple(
                Definition(module, function)
                for module in self._inference.project.mentioning(name)
                for function in module.functions
                if function.name == name and function.owner >= 0 and not function.is_async
            )
        return self._plain[name]

    def _children(self, name: str) -> Iterator[tuple[str, str]]:
        inference = self._inference
        for module in inference.project.mentioning(name.rpartition(".")[2]):
            for item in module.classes:
                if Ref(name) in (inference.value(module, base) for base in item.bases):
                    yield f"{module.name}.{item.qualname}", module.path

    def lineage(self, name: str, importer: str) -> Lineage | None:
        """The classes that a class consists of, itself among them; None if a base is not known."""
        own: list[tuple[Module, Class]] = []
        foreign: set[str] = set()
        pending, seen = [(name, importer)], {name}
        while pending:
            current, path = pending.pop()
            found = self._inference.class_named(current, path)
            if found is None:
                foreign.add(current)
                continue
            own.append(found)
            for base in found[1].bases:
                value = self._inference.value(found[0], base)
                if not isinstance(value, Ref):
                    return None
                if value.name not in seen:
                    seen.add(value.name)
                    pending.append((value.name, found[0].path))
        return Lineage(tuple(own), frozenset(foreign))
