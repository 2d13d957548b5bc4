"""The blocking calls that stand in a function itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.catalogue import Entry
from asyncfix.project.callgraph import CallGraph
from asyncfix.project.inference import Ref
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call


class Leaf(NamedTuple):
    """A blocking call, and what the catalogue says of it. `certain`: known by imports alone."""

    call: Call
    entry: Entry
    certain: bool

    @property
    def name(self) -> str:
        """The name of what blocks, as a person writes it."""
        return self.entry.name.removeprefix("builtins.")


def leaves(graph: CallGraph, definition: Definition) -> Iterator[Leaf]:
    """The calls in a function that block whoever runs it."""
    inference, module = graph.inference, definition.module
    for call in graph.calls(definition):
        if call.awaited:
            continue
        value = inference.value(module, call.func)
        entry = inference.entry(value, module.path)
        if entry is not None:
            yield Leaf(call, entry, isinstance(value, Ref))
