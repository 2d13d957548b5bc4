"""Says what code puts in the place of a method: a lambda on one object, a function on the class."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from asyncfix.plan.proofs.state.set_by_name import calls_that_set, set_by
from asyncfix.plan.proofs.state.writes import holds
from asyncfix.project.callgraph import CallGraph, Key, key_of
from asyncfix.project.project import Definition
from asyncfix.project.resolution.members import is_ours
from asyncfix.project.summary import Class, Module
from asyncfix.project.terms import NONE, Attr, Constant, Expr, Name, Text
from asyncfix.project.view import View

_CLASS = "__class__"


class Replaced:
    """Answers for methods; what was found out about one is kept."""

    def __init__(self, graph: CallGraph, needs_loop: Callable[[View, ast.Lambda], bool]) -> None:
        self._needs_loop = needs_loop
        self._graph = graph
        self._inference = graph.inference
        self._known: dict[Key, tuple[tuple[Definition, ...], str]] = {}

    def by(self, definition: Definition) -> tuple[tuple[Definition, ...], str]:
        """The functions that may run in a method's place, and where others do that are not known.

        What is set on something unknown counts only where it is a function of the project, or a
        lambda that needs the loop.
        """
        if definition.function.owner < 0 or definition.function.name.startswith("__"):
            return (), ""
        key = key_of(definition)
        if key not in self._known:
            self._known[key] = self._find(definition)
        return self._known[key]

    def _find(self, definition: Definition) -> tuple[tuple[Definition, ...], str]:
        found: dict[Key, Definition] = {}
        unknown = ""
        for module, line, value, ours in self._stores(definition):
            known = self._inference.value(module, value)
            targets = [item for item, _ in self._graph.called(module, known)]
            found |= {key_of(item): item for item in targets if not item.function.is_async}
            if known is None and (ours or self._has_lambda(module, definition)):
                unknown = unknown or f"{module.path}{line}"
        return tuple(found.values()), unknown

    def _has_lambda(self, module: Module, definition: Definition) -> bool:
        """Whether a module sets a lambda that needs the loop in the place of a method."""
        if not self._inference.catalogue.loops.keys() & module.packages:
            return False
        view = self._inference.project.view(module.path)
        for node in view.mentions(definition.function.name):
            parent = view.parents.get(node)
            value = parent.value if isinstance(parent, ast.Assign) else None
            if isinstance(value, ast.Lambda) and self._needs_loop(view, value):
                return True
        return False

    def _stores(self, definition: Definition) -> Iterator[tuple[Module, str, Expr, bool]]:
        """What is set where, and whether that surely is on an object of the class."""
        name, owner = definition.function.name, self._owner(definition)
        for module, cls in (owner, *self._below(definition)):
            for binding in cls.attributes.get(name, ()):
                if binding.value != NONE:
                    yield module, f", line {binding.line}", binding.value, True
        for module, base, value in self._classes:
            if (ours := is_ours(self._inference, module, base, owner)) is not False:
                yield module, "", Attr(value, name), bool(ours)
        for module in self._inference.project.mentioning(name):
            for store in module.outside.get(name, ()):
                ours = is_ours(self._inference, module, store.base, owner)
                if ours is not False and store.value != NONE:
                    yield module, "", store.value, bool(ours)
            for base, value in self._by_name(module, name):
                ours = is_ours(self._inference, module, base, owner)
                if ours is not False:
                    yield module, "", value, bool(ours)

    def _by_name(self, module: Module, name: str) -> Iterator[tuple[Expr, Expr]]:
        """What `setattr` sets to what."""
        yield from self._named.get((module.path, name), ())

    @cached_property
    def _classes(self) -> Sequence[tuple[Module, Expr, Expr]]:
        """The objects that are given another class, and that class."""
        found: list[tuple[Module, Expr, Expr]] = []
        for module in self._inference.project.mentioning(_CLASS):
            found += ((module, item.base, item.value) for item in module.outside.get(_CLASS, ()))
            for function in module.functions:
                own = module.classes[function.owner].attributes if function.owner >= 0 else {}
                base = Name(function.receiver, function.scope)
                bound = (item for item in own.get(_CLASS, ()) if holds(function, item.line))
                found += ((module, base, item.value) for item in bound)
        return found

    @cached_property
    def _named(self) -> Mapping[tuple[str, str], Sequence[tuple[Expr, Expr]]]:
        """What is set to what by a name that is written out, by the module and that name."""
        found: defaultdict[tuple[str, str], list[tuple[Expr, Expr]]] = defaultdict(list)
        for module, call in calls_that_set(self._inference):
            given = set_by(module, call)
            written = given[1] if given is not None else None
            if given is not None and isinstance(written, Text | Constant):
                found[module.path, str(written.value)].append((given[0], given[2]))
        return found

    def _owner(self, definition: Definition) -> tuple[Module, Class]:
        return definition.module, definition.module.classes[definition.function.owner]

    def _below(self, definition: Definition) -> Iterator[tuple[Module, Class]]:
        module, cls = self._owner(definition)
        name = f"{module.name}.{cls.qualname}"
        for path, index in sorted(self._inference.subclasses_of(name, module.path)):
            other = self._inference.project.module(path)
            if other is not None:
                yield other, other.classes[index]
