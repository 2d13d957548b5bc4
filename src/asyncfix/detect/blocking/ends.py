"""What chains are looked for to: calls in functions, and what leads to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from asyncfix.detect.blocking.leaves import OwnLeaf
from asyncfix.model import Span
from asyncfix.project.callgraph import CallGraph, Key, key_of
from asyncfix.project.project import Definition


class Ends:
    """Calls that ways are looked for to: those of each function.

    `reaching` tells which kinds of them a function reaches. `avoids`: the calls at which something
    else runs, so that no way goes over them.
    """

    def __init__(
        self,
        leaves: Mapping[Key, list[OwnLeaf]],
        reaching: Mapping[Key, Set[str]],
        avoids: Callable[[Definition, Span], bool] = lambda definition, span: False,
    ) -> None:
        self.leaves = leaves
        self.reaching = reaching
        self.avoids = avoids
        self._last: dict[Key, int] = {}

    def last_line(self, graph: CallGraph, definition: Definition) -> int:
        """The last line of a function on which one of them stands, or a way to one begins."""
        key = key_of(definition)
        if key not in self._last:
            lines = [leaf.call.span.line for leaf in self.leaves.get(key, ())]
            edges = (*graph.edges(definition), *graph.overriding(definition))
            targets = zip(edges, graph.targets(definition), strict=True)
            lines += [edge.span.line for edge, target in targets if target in self.reaching]
            self._last[key] = max(lines, default=0)
        return self._last[key]
