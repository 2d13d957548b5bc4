"""Says which steps of a chain are gone only the first time: behind what they set for good.

`if self._client is None: self._client = connect()` connects once, if the object stays and nobody
sets the attribute back to None.
"""

from __future__ import annotations

import ast
from typing import NamedTuple

from asyncfix.detect.once.before import comes_before
from asyncfix.detect.once.guards import Guards, Names
from asyncfix.detect.once.lasting import Lasting
from asyncfix.detect.once.resets import Resets
from asyncfix.detect.once.single import has_one_object, is_cached
from asyncfix.detect.once.slot import root_of
from asyncfix.model import Span
from asyncfix.project.callgraph import CallGraph, Edge, Key, key_of
from asyncfix.project.decorators import has, is_of_class
from asyncfix.project.project import Definition
from asyncfix.project.summary import STARRED, Constant

__all__ = ["Mark", "Marks", "Names", "Once"]


class Mark(NamedTuple):
    """What a step is behind: a slot, and the function that tests and sets it, or its cache.

    `of_object`: each of several objects has one of its own.
    """

    function: Key
    slot: str
    of_object: bool


Marks = frozenset[Mark]

_DIRECT = frozenset({"call", "read"})


class Once:
    """Answers for the functions of a call graph."""

    def __init__(self, graph: CallGraph) -> None:
        self._graph = graph
        self._guards = Guards(graph)
        self._lasting = Lasting(graph, self._guards)
        self._resets = Resets(graph, self._guards)

    def own_lasts(self, definition: Definition) -> bool:
        """Whether the object lasts that a coroutine function is a method of."""
        return self._lasting.of_class(definition)

    def lasts(self, caller: Definition, edge: Edge, own: bool) -> bool:
        """Whether the object lasts whose method an edge runs; `own`: the caller's object does."""
        return edge.how in _DIRECT and self._lasting.receiver(caller, edge, own)

    def first(self, definition: Definition, names: Names, own: bool, span: Span) -> Marks:
        """What keeps a place of the function from running again; nothing if it may."""
        return frozenset(
            Mark(key_of(definition), slot, self._of_object(definition, slot))
            for slot in self._guards.slots(definition, names, own)
            if self._lasting.slot(definition, slot, own)
            and self._guards.guards(definition, names, slot, span)
            and not self._resets.any(definition, slot)
        )

    def kept(self, caller: Definition, edge: Edge, lasts: bool) -> Marks:
        """The cache that keeps what an edge runs; `lasts`: so does the target's object."""
        if not self._is_kept(caller, edge, lasts):
            return frozenset()
        given = next((x for x in self._graph.body(caller).calls if x.span == edge.span), None)
        text = repr((given.args, given.keywords)) if given is not None else ""
        return frozenset({Mark(key_of(edge.target), text, edge.bound or edge.how == "read")})

    def _of_object(self, definition: Definition, slot: str) -> bool:
        """Whether each object of a class has a slot of its own."""
        function, inference = definition.function, self._graph.inference
        first = function.parameters[0].name if function.owner >= 0 and function.parameters else ""
        if root_of(slot) != first or is_of_class(inference, definition.module, function):
            return root_of(slot) in definition.module.scopes[function.scope].bindings
        return not has_one_object(inference, definition)

    def spelled(self, definition: Definition, span: Span) -> str:
        """The expression at a place of the function, in one spelling."""
        place = self._guards.place(definition, span)
        return ast.unparse(place[-1]) if place else ""

    def settles(self, definition: Definition, earlier: Span, later: Span) -> bool:
        """Whether one place of a function has surely run before another does."""
        before, after = (self._guards.place(definition, span) for span in (earlier, later))
        return comes_before(before, after)

    def _is_kept(self, caller: Definition, edge: Edge, lasts: bool) -> bool:
        target = edge.target
        if edge.how == "read":
            cached = has(
                self._graph.inference, target.module, target.function, "functools.cached_property"
            )
            return cached and lasts and not self._resets.any(target, f"self.{target.function.name}")
        if edge.how != "call" or not is_cached(self._graph.inference, target):
            return False
        parameters = target.function.parameters[1 if edge.bound else 0 :]
        fixed = not parameters or self._has_fixed_arguments(caller, edge.span)
        return fixed and (not edge.bound or lasts) and not self._resets.cleared(target)

    def _has_fixed_arguments(self, caller: Definition, span: Span) -> bool:
        """Whether a call is the same each time: with constants only."""
        return any(
            STARRED not in call.args
            and all(isinstance(item, Constant) for item in call.args)
            and all(name != "**" and isinstance(item, Constant) for name, item in call.keywords)
            for call in self._graph.body(caller).calls
            if call.span == span
        )
