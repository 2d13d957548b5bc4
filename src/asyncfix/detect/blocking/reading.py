"""Says which attributes a function reads, or what it hands objects on to."""

from __future__ import annotations

from asyncfix.project.callgraph import CallGraph, Key, key_of
from asyncfix.project.project import Definition

_DEEPEST = 3
_HANDING = frozenset({"call", "read"})


class Reading:
    """Answers for the functions of a call graph, whose edges must all be known."""

    def __init__(self, graph: CallGraph) -> None:
        self._graph = graph
        self._known: dict[tuple[Key, int], frozenset[str]] = {}

    def of(self, definition: Definition, depth: int = _DEEPEST) -> frozenset[str]:
        """The names of the attributes."""
        key = (key_of(definition), depth)
        if key not in self._known:
            found = set(definition.function.reads)
            if depth:
                for edge in self._graph.edges(definition):
                    if edge.how in _HANDING:
                        found |= self.of(edge.target, depth - 1)
            self._known[key] = frozenset(found)
        return self._known[key]
