"""Follows chains of calls with the constants that they hand on: which can be gone to the end.

`get("name")` does not reach what `get` does for names that start with `oidc/`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from asyncfix.catalogue import Entry
from asyncfix.detect.leaves import OwnLeaf
from asyncfix.detect.once import Marks, Once
from asyncfix.model import Confidence, Span, Step
from asyncfix.project.callgraph import CallGraph, Edge, Key, key_of
from asyncfix.project.constants import Known
from asyncfix.project.folding import Folded, fold
from asyncfix.project.inference import Prepared
from asyncfix.project.project import Definition
from asyncfix.project.summary import (
    STARRED,
    Call,
    Constant,
    Expr,
    Literal,
    Module,
    Name,
    Scope,
    Text,
)

_MOST = 600
_LOOPS = ("get_running_loop", "get_event_loop")
_NOTHING: Folded = Folded([], [])

Names = tuple[tuple[str, Known], ...]
"""Parameters that are known, and their values."""


class State(NamedTuple):
    """A function that is entered with some parameters known; `lasts`: so does its object."""

    definition: Definition
    names: Names
    lasts: bool = False

    @property
    def key(self) -> tuple[Key, Names, bool]:
        """What tells it from others."""
        return (key_of(self.definition), self.names, self.lasts)


class Way(NamedTuple):
    """A chain from a function to a call that blocks, and what its steps are behind."""

    steps: tuple[Step, ...]
    entry: Entry
    confidence: Confidence
    marks: Marks = frozenset()


class _Reached(NamedTuple):
    """A function, the way to it, whether that is certain, and what it is behind."""

    state: State
    steps: tuple[Step, ...]
    certain: bool
    marks: Marks


class Feasible:
    """Looks for chains in a graph whose blocking calls are known."""

    def __init__(self, graph: CallGraph) -> None:
        self._graph = graph
        self.once = Once(graph)
        self._folded: dict[tuple[Key, Names], Folded] = {}

    def entered(self, caller: Definition, edge: Edge, names: Names, own: bool) -> State | None:
        """How an edge of a function enters its target; None if it can't: an argument lacks.

        `own`: the object lasts that the function is a method of.
        """
        lasts = self.once.lasts(caller, edge, own)
        call = self._call(caller, edge)
        if call is None or edge.how != "call":
            return State(edge.target, (), lasts)
        given = self._given(caller, edge, call, names)
        if given is None:
            return None
        wanted = self._wanted(edge.target)
        kept = dict(item for item in given if item[0] in wanted)
        return State(edge.target, tuple(sorted(kept.items())), lasts)

    def ways(
        self,
        start: State,
        leaves: Mapping[Key, list[OwnLeaf]],
        reaching: Mapping[str, Set[Key]],
        again: bool,
    ) -> dict[str, Way]:
        """The shortest way to each kind of blocking call.

        `leaves` are those of each function; `reaching` tells for each kind which reach one.
        `again`: without those that are gone the first time only.
        """
        found: dict[str, Way] = {}
        pending = deque([_Reached(start, (), True, frozenset())])
        seen = {start.key}
        while pending and len(seen) < _MOST:
            state, steps, certain, passed = pending.popleft()
            key = key_of(state.definition)
            folded = self._fold(state)
            for leaf in leaves.get(key, ()):
                if leaf.entry.rule in found or not folded.runs(leaf.call.span):
                    continue
                marks = self._first(state, leaf.call.span)
                if not (again and marks):
                    sure = certain and leaf.confidence is Confidence.EXACT
                    confidence = Confidence.EXACT if sure else Confidence.INFERRED
                    step = step_at(state.definition, leaf.call.span, leaf.name)
                    way = Way((*steps, step), leaf.entry, confidence, passed | marks)
                    found[leaf.entry.rule] = way
            wanted = [kind for kind, keys in reaching.items() if kind not in found and key in keys]
            for edge in self._graph.edges(state.definition) if wanted else ():
                if not any(key_of(edge.target) in reaching[kind] for kind in wanted):
                    continue
                entered = self._next(state, folded, edge)
                if entered is None or entered.key in seen:
                    continue
                marks = self.marks(state, edge, entered)
                if not (again and marks):
                    seen.add(entered.key)
                    step = step_at(state.definition, edge.span, edge.text)
                    sure = certain and edge.certain
                    pending.append(_Reached(entered, (*steps, step), sure, passed | marks))
        return found

    def _next(self, state: State, folded: Folded, edge: Edge) -> State | None:
        if not folded.runs(edge.span):
            return None
        names = folded.names_at(edge.span) if folded is not _NOTHING else dict(state.names)
        return self.entered(state.definition, edge, tuple(sorted(names.items())), state.lasts)

    def _first(self, state: State, span: Span) -> Marks:
        return self.once.first(state.definition, state.names, state.lasts, span)

    def marks(self, state: State, edge: Edge, entered: State) -> Marks:
        """What keeps an edge from being gone again; nothing if it may be."""
        kept = self.once.kept(state.definition, edge, entered.lasts)
        return kept | self._first(state, edge.span)

    def _fold(self, state: State) -> Folded:
        """What runs of a function; without anything to decide, nothing is looked at."""
        definition = state.definition
        function = definition.function
        scope = definition.module.scopes[function.scope]
        known = dict(state.names)
        decided = any(name in known or _is_constant(scope, name) for name in function.tested)
        if not decided and not self._asks_for_loop(definition):
            rebound = any(len(scope.bindings.get(name, ())) != 1 for name, _ in state.names)
            if not rebound:
                return _NOTHING
        key = (key_of(definition), state.names)
        if key not in self._folded:
            view = self._graph.inference.project.view(definition.module.path)
            node = view.function_node(function)
            self._folded[key] = fold(view, node, dict(state.names))
        return self._folded[key]

    def _asks_for_loop(self, definition: Definition) -> bool:
        return any(call.text.endswith(_LOOPS) for call in self._graph.body(definition).calls)

    # arguments

    def _call(self, caller: Definition, edge: Edge) -> Call | None:
        calls = self._graph.body(caller).calls
        return next((call for call in calls if call.span == edge.span), None)

    def _given(
        self, caller: Definition, edge: Edge, call: Call, names: Names
    ) -> list[tuple[str, Known]] | None:
        """The parameters of the target that are constants; None if one lacks a value."""
        if isinstance(self._graph.inference.value(caller.module, call.func), Prepared):
            return []  # some arguments are given already
        parameters = edge.target.function.parameters[1 if edge.bound else 0 :]
        spread = STARRED in call.args or any(name == "**" for name, _ in call.keywords)
        passed: dict[str, Expr] = {}
        places = [item.name for item in parameters if not item.keyword_only]
        for name, expr in zip(places, call.args, strict=False):
            if expr == STARRED:
                break
            passed[name] = expr
        passed.update(call.keywords)
        left = [item for item in parameters if item.name not in passed]
        if not spread and not all(item.optional for item in left):
            return None
        known = [(item.name, item.constant.value) for item in left if item.constant and not spread]
        here = dict(names)
        for name, value in passed.items():
            if isinstance(value, Constant):
                known.append((name, value.value))
            elif isinstance(value, Name) and value.name in here:
                known.append((name, here[value.name]))
            elif isinstance(value, Name):
                known += [(name, text) for text in self._of_module(caller.module, value)]
        return known

    def _of_module(self, module: Module, name: Name) -> Iterator[str]:
        """The text that a name of the module stands for, if it is bound to one, once."""
        inference = self._graph.inference
        if inference.scope_of(module, name.scope, name.name) == 0:
            bindings = module.top[name.name]
            if len(bindings) == 1 and isinstance(bindings[0].value, Text):
                yield bindings[0].value.value

    def _wanted(self, target: Definition) -> set[str]:
        """The parameters that decide something in a function, or are handed on by it."""
        handed = {
            argument.name
            for call in self._graph.body(target).calls
            for argument in (*call.args, *(expr for _, expr in call.keywords))
            if isinstance(argument, Name)
        }
        return target.function.tested | handed


def _is_constant(scope: Scope, name: str) -> bool:
    """Whether a local name is bound to a constant somewhere."""
    return any(isinstance(item.value, Text | Literal) for item in scope.bindings.get(name, ()))


def step_at(definition: Definition, span: Span, call: str) -> Step:
    """The step of a chain that a call in a function is."""
    return Step(definition.module.path, span.line, span.column, definition.name, call)
