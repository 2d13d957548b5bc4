"""Says which steps of a chain are gone only the first time: behind what they set for good.

`if self._client is None: self._client = connect()` connects once, if the object stays and nobody
sets the attribute back to None.
"""

from __future__ import annotations

from asyncfix.detect.once.guards import Guards, Names
from asyncfix.detect.once.lasting import Lasting
from asyncfix.detect.once.named import NamedCalls
from asyncfix.detect.once.resets import Resets
from asyncfix.detect.once.single import is_cached, kept_by_metaclass
from asyncfix.model import Span
from asyncfix.project.callgraph import CallGraph, Edge
from asyncfix.project.decorators import has
from asyncfix.project.inference import Instance
from asyncfix.project.project import Definition
from asyncfix.project.summary import INITIALISERS
from asyncfix.project.terms import STARRED, Attr, Constant, Expr, Name

__all__ = ["Names", "Once"]


_CALLS = frozenset({"call", "either"})
_DIRECT = _CALLS | {"read"}


class Once:
    """Answers for the functions of a call graph."""

    def __init__(self, graph: CallGraph) -> None:
        self._graph = graph
        self._guards = Guards(graph)
        calls = NamedCalls()
        self._lasting = Lasting(graph, self._guards, calls)
        self._resets = Resets(graph, self._guards, calls)

    def own_lasts(self, definition: Definition) -> bool:
        """Whether the object lasts that a coroutine function is a method of."""
        return self._lasting.of_class(definition)

    def lasts(self, caller: Definition, edge: Edge, own: bool) -> bool:
        """Whether the object lasts whose method an edge runs; `own`: the caller's object does."""
        return edge.how in _DIRECT and self._lasting.receiver(caller, edge, own)

    def first(self, definition: Definition, names: Names, own: bool, span: Span) -> bool:
        """Whether a place of the function runs the first time only."""
        return any(
            self._lasting.slot(definition, slot, own)
            and self._guards.guards(definition, names, slot, span)
            and not self._resets.any(definition, slot)
            for slot in self._guards.slots(definition, names, own)
        )

    def is_kept(self, caller: Definition, names: Names, edge: Edge, lasts: bool) -> bool:
        """Whether a cache keeps what an edge runs; `lasts`: so does the target's object.

        `names`: the caller's parameters that are known.
        """
        target = edge.target
        if edge.how == "read":
            cached = has(
                self._graph.inference, target.module, target.function, "functools.cached_property"
            )
            return cached and lasts and not self._resets.any(target, f"self.{target.function.name}")
        if edge.how in _CALLS and target.function.name in INITIALISERS:
            return self._is_made_once(caller, edge)
        if edge.how not in _CALLS or not is_cached(self._graph.inference, target):
            return False
        parameters = target.function.parameters[1 if edge.bound else 0 :]
        fixed = not parameters or self._has_fixed_arguments(caller, names, edge.span)
        return fixed and (not edge.bound or lasts) and not self._resets.cleared(target)

    def _is_made_once(self, caller: Definition, edge: Edge) -> bool:
        """Whether a constructor runs for the one object of its class."""
        for call in self._graph.body(caller).calls:
            if call.span == edge.span:
                found = kept_by_metaclass(self._graph.inference, caller.module, call)
                return found is not None and not self._resets.any(*found)
        return False

    def _has_fixed_arguments(self, caller: Definition, names: Names, span: Span) -> bool:
        """Whether a call is the same each time: with constants only, settings, or what is known."""
        bindings = caller.module.scopes[caller.function.scope].bindings
        known = {Name(name, caller.function.scope) for name, _ in names if len(bindings[name]) == 1}
        return any(
            STARRED not in call.args
            and "**" not in dict(call.keywords)
            and all(
                isinstance(item, Constant) or item in known or self._is_set_up(caller, item)
                for item in call.given
            )
            for call in self._graph.body(caller).calls
            if call.span == span
        )

    def _is_set_up(self, caller: Definition, expr: Expr) -> bool:
        """Whether it is one of the settings of the program."""
        if not isinstance(expr, Attr):
            return False
        inference = self._graph.inference
        owner = inference.value(caller.module, expr.base)
        if not isinstance(owner, Instance):
            return False
        classes = inference.classes_of(owner.cls, caller.module.path)
        return not classes.isdisjoint(inference.catalogue.settings)
