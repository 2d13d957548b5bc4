"""Says what a function runs, and whose object each method works on there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from asyncfix.plan.proofs.calls.dispatch import Dispatch
from asyncfix.plan.proofs.calls.replaced import Replaced
from asyncfix.plan.proofs.state.fresh import is_fresh, is_made
from asyncfix.plan.proofs.state.ownership import Ownership
from asyncfix.plan.proofs.threads.off_loop_calls import Calls
from asyncfix.project.callgraph import CallGraph, Key, key_of
from asyncfix.project.decorators import is_of_class
from asyncfix.project.implicit import Implicits
from asyncfix.project.project import Definition
from asyncfix.project.terms import Attr, Expr, Item, Name

RunKey = tuple[Key, bool, str]
Run = tuple[Definition, bool, str]
"""A function; whether it is a method of an object that nobody else has; and the class of that
object, "" if it may be another."""


class Runs:
    """Answers for functions; what was found out about one is kept."""

    def __init__(
        self,
        graph: CallGraph,
        implicits: Implicits,
        dispatch: Dispatch,
        objects: Ownership,
        replaced: Replaced,
        calls: Calls,
    ) -> None:
        self._graph = graph
        self._inference = graph.inference
        self._implicits = implicits
        self._dispatch = dispatch
        self._objects = objects
        self._replaced = replaced
        self._calls = calls
        self._known: dict[RunKey, Mapping[RunKey, Run]] = {}

    def by(self, definition: Definition, own: bool, known: str) -> Mapping[RunKey, Run]:
        """What a function runs that is such a run itself, by what tells it from others."""
        asked = (key_of(definition), own, known)
        if asked not in self._known:
            runs = (self.run(*found) for found in self._find(definition, own, known))
            self._known[asked] = {(key_of(run[0]), *run[1:]): run for run in runs}
        return self._known[asked]

    def run(self, definition: Definition, own: bool, known: str) -> Run:
        """The same run, if a function is one of an object: a class is nobody's own."""
        return definition, own and not self._is_of_class(definition), known

    def _is_of_class(self, definition: Definition) -> bool:
        return is_of_class(self._inference, definition.module, definition.function)

    def _find(self, definition: Definition, own: bool, known: str) -> Iterator[Run]:
        for replacing in self._replaced.by(definition)[0]:
            yield replacing, False, ""
        for item in self._implicits.of(definition):
            next_own = self.is_own(definition, item.receiver, own)
            cls = self._dispatch.received(definition, item.receiver, known)
            for target, next_known in self._dispatch.started(item.target, cls):
                yield target, next_own, next_known
        for edge in self._graph.edges(definition):
            if edge.how == "decorator":
                self._calls.wrappers.add(key_of(edge.target))
            next_own = self._has_own_self(definition, edge.text, own)
            for target, next_known in self._dispatch.runs(definition, edge, known):
                yield target, next_own, next_known

    def _has_own_self(self, caller: Definition, text: str, own: bool) -> bool:
        """Whether a method that `caller` runs by that text works on an object of its own."""
        root, _, rest = text.partition(".")
        if not rest:
            return False
        if root == caller.function.receiver:
            return own and "." not in rest
        return is_fresh(self._inference, caller, root.removesuffix("()"))

    def is_own(self, caller: Definition, receiver: Expr, own: bool) -> bool:
        """Whether what a method runs for that `caller` does not call by name is nobody else's."""
        if isinstance(receiver, Name):
            return self._objects.is_own(caller, receiver.name, own)
        return not isinstance(receiver, Attr | Item) and is_made(self._inference, caller, receiver)
