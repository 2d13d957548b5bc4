"""Finds the methods that Python may call of objects of any class, and that need the loop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from asyncfix.project.callgraph import CallGraph
from asyncfix.project.decorators import is_property
from asyncfix.project.implicit import Implicits
from asyncfix.project.project import Definition


class Unnamed:
    """Answers for functions; which methods need the loop is found out once.

    Only methods in modules that import a library of event loops are looked at.
    """

    def __init__(
        self,
        graph: CallGraph,
        implicits: Implicits,
        needs_loop: Callable[[Definition], bool],
    ) -> None:
        self._inference = graph.inference
        self._implicits = implicits
        self._needs_loop = needs_loop
        self._known: dict[str, bool] = {}

    def needing(self, definition: Definition) -> str:
        """The method that may run there although no call names it, and needs the loop; or ""."""
        if not self._methods:
            return ""
        used = self._implicits.by_name(definition) & self._methods.keys()
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
                if function.owner < 0 or function.is_async or function.name == "__init__":
                    continue
                named = function.name.startswith("__")
                if named or is_property(self._inference, module, function):
                    found.setdefault(function.name, []).append(Definition(module, function))
        return found
