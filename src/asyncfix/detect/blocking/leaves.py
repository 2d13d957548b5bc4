"""The blocking calls that stand in a function itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.detect.blocking.leaf import leaf
from asyncfix.entries import Entry
from asyncfix.model import Confidence
from asyncfix.project.callgraph import CallGraph
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call


class OwnLeaf(NamedTuple):
    """A blocking call of a function, what the catalogue says of it, and how surely it is that."""

    call: Call
    entry: Entry
    confidence: Confidence

    @property
    def name(self) -> str:
        """The name of what blocks, as a person writes it."""
        return self.entry.name.removeprefix("builtins.")


def leaves(graph: CallGraph, definition: Definition) -> Iterator[OwnLeaf]:
    """The calls in a function that block whoever runs it."""
    for call in graph.calls(definition):
        found = leaf(graph.inference, definition.module, call)
        if found is not None and not found.entry.minor:
            yield OwnLeaf(call, found.entry, found.confidence)
