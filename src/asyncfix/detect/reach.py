"""Says which blocking calls a plain function reaches, and by which shortest chain of calls."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from asyncfix.catalogue import Entry
from asyncfix.detect.leaves import OwnLeaf, leaves
from asyncfix.model import Confidence, Step
from asyncfix.project.callgraph import CallGraph, Edge, Key, key_of
from asyncfix.project.decorated import Runs
from asyncfix.project.project import Definition


class Chain(NamedTuple):
    """The calls from a function down to one that blocks, which is what the last step calls."""

    steps: tuple[Step, ...]
    entry: Entry
    confidence: Confidence


Chains = Mapping[str, Chain]
"""Chains by kind: by the code of the rule that the blocking call breaks."""


class _Next(NamedTuple):
    """The first step of a function's shortest chain: a call further down, or the leaf."""

    edge: Edge | None
    leaf: OwnLeaf


class Reach:
    """Finds chains; `wanted` are the rules whose blocking calls count."""

    def __init__(self, graph: CallGraph, wanted: frozenset[str]) -> None:
        self.graph = graph
        self.wanted = wanted
        self._definitions: dict[Key, Definition] = {}
        self._leaves: dict[Key, list[OwnLeaf]] = {}
        self._read: dict[Key, frozenset[str]] = {}
        self._next: dict[str, dict[Key, _Next]] | None = None

    def explore(self, starts: Iterable[Definition]) -> None:
        """Takes in these functions and all that they run, directly or further down."""
        pending = list(starts)
        while pending:
            self._follow(pending)
            pending = self._reading()

    def _follow(self, starts: Iterable[Definition]) -> None:
        pending = list(starts)
        while pending:
            definition = pending.pop()
            key = key_of(definition)
            if key in self._definitions:
                continue
            self._definitions[key] = definition
            self._leaves[key] = [
                leaf for leaf in leaves(self.graph, definition) if leaf.entry.rule in self.wanted
            ]
            pending += (edge.target for edge in self.graph.edges(definition))
            self._next = None

    def _reading(self) -> list[Definition]:
        """The properties that block and have not been seen to be read before, with new edges."""
        properties = self._properties()
        self._follow(item for found in properties.values() for item in found)
        blocking = frozenset(
            name for name, found in properties.items() if any(self.chains(item) for item in found)
        )
        new: list[Definition] = []
        for key, definition in sorted(self._definitions.items()):
            names = (blocking & definition.function.reads) - self._read.get(key, frozenset())
            if names:
                self._read[key] = self._read.get(key, frozenset()) | names
                new += self.graph.add_reads(definition, names)
        self._next = None
        return new

    def _properties(self) -> dict[str, list[Definition]]:
        """The properties of the modules that were taken in, by name, if anybody reads that."""
        read = {name for item in self._definitions.values() for name in item.function.reads}
        modules = {item.module.path: item.module for item in self._definitions.values()}
        found: dict[str, list[Definition]] = defaultdict(list)
        for _, module in sorted(modules.items()):
            for function in module.functions:
                if function.owner >= 0 and function.decorators and function.name in read:
                    definition = Definition(module, function)
                    if self.graph.runs(definition).runs is Runs.READ:
                        found[function.name].append(definition)
        return found

    def chains(self, definition: Definition) -> Chains:
        """The shortest chain to each kind of blocking call; the function must be explored."""
        if self._next is None:
            self._next = dict(self._shortest())
        key = key_of(definition)
        return {
            kind: self._chain(definition, found)
            for kind, found in self._next.items()
            if key in found
        }

    def _shortest(self) -> Iterator[tuple[str, dict[Key, _Next]]]:
        """For each kind, the next step of every function that reaches one: from the leaves up."""
        callers: dict[Key, list[tuple[Key, Edge]]] = defaultdict(list)
        for key in sorted(self._definitions):
            for edge in self.graph.edges(self._definitions[key]):
                callers[key_of(edge.target)].append((key, edge))
        for kind in sorted({leaf.entry.rule for found in self._leaves.values() for leaf in found}):
            yield kind, self._towards(kind, callers)

    def _towards(
        self, kind: str, callers: Mapping[Key, list[tuple[Key, Edge]]]
    ) -> dict[Key, _Next]:
        found: dict[Key, _Next] = {}
        for key in sorted(self._leaves):
            own = [leaf for leaf in self._leaves[key] if leaf.entry.rule == kind]
            if own:
                found[key] = _Next(None, own[0])
        pending = deque(found)
        while pending:
            key = pending.popleft()
            for caller, edge in callers.get(key, ()):
                if caller not in found:
                    found[caller] = _Next(edge, found[key].leaf)
                    pending.append(caller)
        return found

    def _chain(self, definition: Definition, found: Mapping[Key, _Next]) -> Chain:
        steps: list[Step] = []
        certain, here = True, definition
        while True:
            edge, leaf = found[key_of(here)]
            if edge is None:
                steps.append(_step(here, leaf.call.span.line, leaf.call.span.column, leaf.name))
                certain = certain and leaf.confidence is Confidence.EXACT
                confidence = Confidence.EXACT if certain else Confidence.INFERRED
                return Chain(tuple(steps), leaf.entry, confidence)
            steps.append(_step(here, edge.span.line, edge.span.column, edge.text))
            certain = certain and edge.certain
            here = edge.target


def _step(definition: Definition, line: int, column: int, call: str) -> Step:
    return Step(definition.module.path, line, column, definition.name, call)


def step_of(definition: Definition, edge: Edge) -> Step:
    """The step of a chain that an edge of a function is."""
    return _step(definition, edge.span.line, edge.span.column, edge.text)
