"""Says which methods of classes below may run where a function runs one that they override."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from asyncfix.project.decorated import Runs
from asyncfix.project.edges import CALLS, Edge, Key, key_of
from asyncfix.project.implementations import implementations
from asyncfix.project.project import Definition
from asyncfix.project.receivers import is_bound
from asyncfix.project.resolution.supers import beside
from asyncfix.project.summary import INITIALISERS, Call, Module
from asyncfix.project.values import Bound, Value, name_of

if TYPE_CHECKING:
    from asyncfix.project.callgraph import CallGraph

SUPER = "super()."
"""How the text begins of a call that no class below can take."""


class Overriding:
    """Answers for the edges of a call graph; what overrides a method is found once."""

    def __init__(self, graph: CallGraph) -> None:
        self._graph = graph
        self._known: dict[Key, tuple[Definition, ...]] = {}

    def below(self, edges: Iterable[Edge]) -> Iterator[Edge]:
        """The edges to what overrides the targets of these."""
        for edge in edges:
            if _is_chosen(edge) and not edge.text.startswith(SUPER):
                for item in self._overriders(edge.target):
                    yield edge._replace(target=item, certain=False, below=True)

    def beside(self, module: Module, call: Call, value: Value) -> Iterator[Edge]:
        """The edges to what a call by `super()` finds in objects of some classes below.

        `value` is what it is known to find.
        """
        span, text, scope = call.span, call.text, call.scope
        for target in beside(self._graph.inference, module, call.func):
            if self._graph.runs(target).runs is Runs.CALLED and name_of(value) != target.name:
                bound = is_bound(self._graph.inference, Bound(target.name), target)
                yield Edge(span, text, scope, target, "call", False, bound, below=True)

    def _overriders(self, target: Definition) -> tuple[Definition, ...]:
        """The methods of classes below that override one, and run when it does."""
        key = key_of(target)
        if key not in self._known:
            found = implementations(self._graph, target) if _may_be_overridden(target) else ()
            runs = self._graph.runs(target).runs
            self._known[key] = tuple(x for x in found if self._graph.runs(x).runs is runs)
        return self._known[key]


def _is_chosen(edge: Edge) -> bool:
    """Whether the object may say which function runs at an edge."""
    if edge.how in CALLS:
        return edge.bound or "." in edge.text
    return edge.bound or edge.how == "read" or (bool(edge.on) and edge.how != "operator")


def _may_be_overridden(target: Definition) -> bool:
    """Whether it is a method that others can take the place of: a private one has another name."""
    name = target.function.name
    private = name.startswith("__") and not name.endswith("__")
    return target.function.owner >= 0 and not private and name not in INITIALISERS
