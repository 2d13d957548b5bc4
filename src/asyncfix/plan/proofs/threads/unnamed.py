"""Finds the methods that Python may call of objects of any class, and that need the loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from asyncfix.model import Span
from asyncfix.project.callgraph import CallGraph
from asyncfix.project.decorators import is_property
from asyncfix.project.implicit import Implicits
from asyncfix.project.inference import Instance
from asyncfix.project.project import Definition


class Unnamed:
    """Answers for functions; which methods need the loop is found out once.

    Only methods in modules that import a library of event loops, or that call functions of such
    modules, are looked at.
    """

    def __init__(
        self,
        graph: CallGraph,
        implicits: Implicits,
        needs_loop: Callable[[Definition], bool],
    ) -> None:
        self._graph = graph
        self._inference = graph.inference
        self._implicits = implicits
        self._needs_loop = needs_loop
        self._known: dict[str, bool] = {}

    def needing(self, definition: Definition, within: Span | None = None) -> str:
        """The method that may run there although no call names it, and needs the loop; or "".

        `within`: only by the statements of the function that stand there.
        """
        if not self._methods:
            return ""
        used = self._implicits.by_name(definition, within) & self._methods.keys()
        return next((name for name in sorted(used) if self._is_needing(name)), "")

    def _is_needing(self, name: str) -> bool:
        if name not in self._known:
            self._known[name] = any(self._needs_loop(item) for item in self._methods[name])
        return self._known[name]

    @cached_property
    def _methods(self) -> Mapping[str, list[Definition]]:
        found: dict[str, list[Definition]] = {}
        loops = self._inference.catalogue.loops.keys()
        for module in self._inference.project.modules():
            if not loops & module.packages:
                continue
            for function in module.functions:
                self._add(found, Definition(module, function))
        for definition in self._callers():
            self._add(found, definition)
        self._add_descriptors(found)
        return found

    def _add(self, found: dict[str, list[Definition]], definition: Definition) -> None:
        """Adds a method that Python calls unasked."""
        function = definition.function
        if function.owner < 0 or function.is_async or function.name == "__init__":
            return
        unasked = function.name.startswith("__")
        if unasked or is_property(self._inference, definition.module, function):
            found.setdefault(function.name, []).append(definition)

    def _callers(self) -> Iterator[Definition]:
        """The methods of other modules that call a function which asks for the loop."""
        for named in self._asking():
            for module in self._inference.project.mentioning(named.function.name):
                for call in module.calls if module is not named.module else ():
                    value = self._inference.value(module, call.func) if call.function >= 0 else None
                    if named in self._inference.functions(value, module.path):
                        yield Definition(module, module.functions[call.function])

    def _asking(self) -> Iterator[Definition]:
        """The plain functions that ask for the running loop."""
        catalogue = self._inference.catalogue
        asking = {
            name.rpartition(".")[2] for x in catalogue.superseded.values() for name in x.current
        }
        for module in self._inference.project.modules():
            if not catalogue.loops.keys() & module.packages:
                continue
            calls = (x for x in module.calls if x.function >= 0)
            for index in {x.function for x in calls if x.text.rpartition(".")[2] in asking}:
                function = module.functions[index]
                plain = function.owner < 0 and not function.is_async
                if plain and self._needs_loop(Definition(module, function)):
                    yield Definition(module, function)

    def _add_descriptors(self, found: dict[str, list[Definition]]) -> None:
        """Adds `__get__` under the names of the attributes that it answers for."""
        for definition in found.get("__get__", ()):
            cls = definition.module.classes[definition.function.owner]
            dotted = f"{definition.module.name}.{cls.qualname}"
            for module in self._inference.project.mentioning(cls.name):
                for owner in module.classes:
                    for name, bindings in module.scopes[owner.scope].bindings.items():
                        values = (self._inference.value(module, x.value) for x in bindings)
                        if any(isinstance(x, Instance) and x.cls == dotted for x in values):
                            found.setdefault(name, []).append(definition)
