"""Finds the calls of a module that have to do with a name: they call it, or are given it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Expr, last_name, uncalled


class NamedCalls:
    """Looks through the calls of each module once; most of them have nothing to do with a name."""

    def __init__(self) -> None:
        self._places: dict[str, Mapping[str, Sequence[int]]] = {}

    def of(self, module: Module, names: Iterable[str]) -> list[Call]:
        """The calls, in their order, of something of one of the names, or with it."""
        if module.path not in self._places:
            self._places[module.path] = _places(module)
        places = self._places[module.path]
        found = {place for name in names for place in places.get(name, ())}
        return [module.calls[place] for place in sorted(found)]


def _places(module: Module) -> Mapping[str, Sequence[int]]:
    """Where in the list of calls each name is called, or given to a call."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, call in enumerate(module.calls):
        for name in {last(item) for item in (call.func, *call.given)}:
            places[name].append(place)
    places.pop("", None)
    return {name: tuple(found) for name, found in places.items()}


def last(expr: Expr) -> str:
    """The last part of what is named there, or called there."""
    return last_name(uncalled(expr))
