"""Follows chains of calls with the constants that they hand on: which can be gone to the end.

`get("name")` does not reach what `get` does for names that start with `oidc/`.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from asyncfix.detect.blocking.ends import Ends
from asyncfix.detect.blocking.handed import is_idle, is_told_not_to
from asyncfix.detect.blocking.leaves import OwnLeaf
from asyncfix.detect.blocking.reading import Reading
from asyncfix.detect.blocking.receivers import Receivers, is_by_attribute
from asyncfix.detect.once import Once
from asyncfix.model import Span, Step
from asyncfix.project.callgraph import CallGraph, Edge, Key, key_of
from asyncfix.project.decorators import may_give_more
from asyncfix.project.edges import CALLS
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Bound, Prepared, Ref
from asyncfix.project.known.depth import bounded
from asyncfix.project.known.facts import UNKNOWN, Constant, Known, Thing
from asyncfix.project.known.facts import Names as Facts
from asyncfix.project.known.folded import REST, Folded
from asyncfix.project.known.knowledge import Knowledge, Owner
from asyncfix.project.known.outlook import dotted, parsed_chain
from asyncfix.project.passing import Needs, needs
from asyncfix.project.project import Definition
from asyncfix.project.summary import Function, Parameter

Names = tuple[tuple[str, Known], ...]
"""Parameters that are known, and their values."""


_OF_OBJECTS = frozenset({"__iter__", "__next__"})
"""What going through an object runs, whose constructor is another call."""


class State(NamedTuple):
    """A function that is entered with some parameters known; `lasts`: so does its object."""

    definition: Definition
    names: Names
    lasts: bool = False

    @property
    def key(self) -> tuple[Key, Names, bool]:
        """What tells it from others."""
        return (key_of(self.definition), self.names, self.lasts)


class Feasible:
    """Looks for chains in a graph whose blocking calls are known."""

    def __init__(self, graph: CallGraph) -> None:
        self._graph = graph
        self.once = Once(graph)
        self._knowledge = Knowledge(graph.inference)
        self._numbers: dict[Hashable, int] = {}
        self._folded: dict[tuple[int, int], Folded] = {}
        self._led: dict[Hashable, tuple[State, int] | None] = {}
        self._needs: dict[Key, Needs] = {}
        self._reading = Reading(graph)
        self._receivers = Receivers(graph, self._knowledge)

    def runs(self, definition: Definition, span: Span) -> bool:
        """Whether what stands at a span in a function can run, whatever it is called with."""
        return self._knowledge.fold(definition, ()).runs(span)

    def is_idle(self, definition: Definition, span: Span) -> bool:
        """Whether the call at a span does not block, by what its function makes itself."""
        folded, outlook = self._knowledge.fold(definition, ()), self._knowledge.outlook(definition)
        return is_idle(self._graph.inference, folded, outlook, span)

    def entered(self, state: State, edge: Edge, ends: Ends) -> State | None:
        """How an edge of a function enters a target that reaches an end; None if it can't."""
        led = self.led(state, self.number(state), edge, ends)
        return led[0] if led is not None else None

    def folded(self, state: State, number: int, ends: Ends) -> Folded:
        """The function of a state, followed as far as it leads to an end."""
        key = (number, ends.last_line(self._graph, state.definition))
        if key not in self._folded:
            self._folded[key] = self._knowledge.fold(state.definition, state.names, key[1])
        return self._folded[key]

    def blocks(self, state: State, number: int, ends: Ends, leaf: OwnLeaf) -> bool:
        """Whether a call can run, and is one that blocks for all that is known."""
        folded, span = self.folded(state, number, ends), leaf.call.span
        outlook = self._knowledge.outlook(state.definition)
        return (
            folded.runs(span)
            and not is_idle(self._graph.inference, folded, outlook, span)
            and not is_told_not_to(folded, outlook, leaf.entry, span)
        )

    def number(self, state: State) -> int:
        """Stands for the key of a state, which takes long to compare."""
        return self._numbers.setdefault(state.key, len(self._numbers))

    def edges(self, state: State, number: int, ends: Ends) -> Iterator[Edge]:
        """The edges of a state's function, and those to what overrides their targets there."""
        yield from self._graph.edges(state.definition)
        if self._graph.overriding(state.definition):
            yield from self._receivers.overriding(
                state.definition, self.folded(state, number, ends)
            )

    def led(self, state: State, number: int, edge: Edge, ends: Ends) -> tuple[State, int] | None:
        """Where an edge leads from a state, and its number; many ways go over the same."""
        key = (number, edge.span, key_of(edge.target), edge.how)
        if key not in self._led:
            led = self._lead(state, self.folded(state, number, ends), edge)
            self._led[key] = (led, self.number(led)) if led is not None else None
        return self._led[key]

    def _lead(self, state: State, folded: Folded, edge: Edge) -> State | None:
        if not folded.runs(edge.span):
            return None
        lasts = self.once.lasts(state.definition, edge, state.lasts)
        if edge.how == "read" or (edge.on and edge.how not in CALLS):
            read = self._read_of(state.definition, edge, folded.at(edge.span))
            if read is None:
                return None
            return State(edge.target, self._kept(edge.target, read), lasts)
        if edge.span not in folded.calls:
            return None if edge.below else State(edge.target, (), lasts)
        call, here = folded.calls[edge.span]
        # the call of a generator function hands on what it is run with, wherever that is done
        method = edge.target.function.name in _OF_OBJECTS
        generator = edge.target.function.is_generator and not method and _is_of(call, edge)
        if edge.how not in CALLS and not generator:
            return None if edge.below else State(edge.target, (), lasts)
        given = self._given(state.definition, edge, call, here)
        if given is None:
            return None
        return State(edge.target, self._kept(edge.target, given), lasts)

    def is_first(self, state: State, span: Span) -> bool:
        """Whether a place runs the first time only."""
        return self.once.first(state.definition, _constants(state.names), state.lasts, span)

    def is_gone_once(self, state: State, edge: Edge, entered: State) -> bool:
        """Whether an edge is gone the first time only."""
        names = _constants(state.names)
        if self.once.is_kept(state.definition, names, edge, entered.lasts):
            return True
        return self.is_first(state, edge.span)

    # arguments

    def _given(
        self, caller: Definition, edge: Edge, call: ast.Call, here: Facts
    ) -> dict[str, Known] | None:
        """What is known of the parameters of the target; None if one lacks a value."""
        module, outlook = caller.module, self._knowledge.outlook(caller)
        func = self._graph.inference.value(module, describe(call.func, caller.function.scope))
        if isinstance(func, Prepared):
            # some arguments are given already
            return self._read_of(caller, edge, here) if edge.on else None if edge.below else {}
        parameters = edge.target.function.parameters
        target, more = edge.target.function, may_give_more(self._graph.inference, edge.target)
        made = func.name if isinstance(func, Ref) and target.name == "__post_init__" else ""
        owner = self._graph.inference.class_named(made, module.path) if made else None
        if owner is not None:
            given, places = self._filled(caller, owner, target, call, here), dict[str, str]()
        else:
            passed = self._knowledge.passed(
                edge.target, call, edge.bound, lambda item: outlook.given(item, here), more
            )
            if passed is None:
                return None
            given, places = passed, dict(_places(call, edge, parameters))
        if (edge.bound or is_by_attribute(edge, call)) and (
            func is None or isinstance(func, Bound | Ref)
        ):
            receiver = self._receivers.receiver(caller, edge, call, here)
            if receiver is None:
                return None
            if edge.bound:
                own = parameters[0].name
                given[own], places[own] = receiver
        elif edge.below:
            return None
        for name, text in places.items():
            given.update(_inside(name, text, here))
        return given

    def _filled(
        self, caller: Definition, owner: Owner, target: Function, call: ast.Call, here: Facts
    ) -> dict[str, Known]:
        """What is known of an object that was just made: of its fields, and of what its class
        hands on to what comes after its constructor."""
        outlook = self._knowledge.outlook(caller)
        found = self._knowledge.filling.filled(owner, call, lambda item: outlook.given(item, here))
        own = {item.name for item in target.parameters}
        return {x if x in own else f"{target.first}.{x}": value for x, value in found.items()}

    def _read_of(self, caller: Definition, edge: Edge, here: Facts) -> dict[str, Known] | None:
        """What is known of the object whose property is read, under the name it has there.

        None if it can't have that property, or the method that an operator runs.
        """
        parameters = edge.target.function.parameters
        text, _, read = edge.text.rpartition(".")
        if edge.on:
            text, read = edge.on, edge.target.function.name
        node = parsed_chain(text) if parameters else None
        if node is None:
            return None if edge.below else {}
        name, outlook = parameters[0].name, self._knowledge.outlook(caller)
        left = self._receivers.left(outlook.given(node, here), read, edge)
        if left is None:
            return None
        return {name: left[0], **dict(_inside(name, text, here))}

    def _kept(self, target: Definition, given: Facts) -> Names:
        """What a function does something with: it tests it, or hands it on."""
        needed, reads = self._needed_by(target), self._reading.of(target)
        own = target.function.receiver if self._receivers.decides(target) else ""
        kept = []
        for name, value in given.items():
            root, _, last = name.partition(".")
            vague = isinstance(value, Thing) and not value.attributes
            used = needed.asked if vague and not last and name != own else needed.used
            wanted = name == REST or root in used
            if value != UNKNOWN and wanted and (not last or last.rpartition(".")[2] in reads):
                kept.append((name, bounded(value)))
        return tuple(sorted(kept, key=itemgetter(0)))

    def _needed_by(self, target: Definition) -> Needs:
        key = key_of(target)
        if key not in self._needs:
            found = needs(self._knowledge.sketch(target).node)
            operands = {edge.on.partition(".")[0] for edge in self._graph.edges(target)}
            self._needs[key] = found._replace(asked=found.asked | operands)
        return self._needs[key]


def _constants(names: Names) -> tuple[tuple[str, Constant], ...]:
    """The parameters that are wholly known."""
    return tuple(
        (name, value)
        for name, value in names
        if "." not in name and (value is None or isinstance(value, str | int | float))
    )


def _places(
    call: ast.Call, edge: Edge, parameters: Sequence[Parameter]
) -> Iterator[tuple[str, str]]:
    """The parameters that get a name, or an attribute of one, and its text."""
    free = parameters[1 if edge.bound else 0 :]
    for item, argument in zip(free, call.args, strict=False):
        if isinstance(argument, ast.Starred):
            break
        yield item.name, dotted(argument)
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield keyword.arg, dotted(keyword.value)


def _inside(name: str, text: str, here: Facts) -> Iterator[tuple[str, Known]]:
    """What is known of the attributes of what a text names, with another name for that."""
    inner = f"{text}."
    for known, value in here.items():
        if text and known.startswith(inner):
            yield f"{name}.{known.removeprefix(inner)}", value


def _is_of(call: ast.Call, edge: Edge) -> bool:
    """Whether the call at an edge is that of its target: `list(lines())` runs `lines` as well."""
    return ast.unparse(call.func) == edge.text


def step_at(definition: Definition, span: Span, call: str) -> Step:
    """The step of a chain that a call in a function is."""
    return Step(definition.module.path, span.line, span.column, definition.name, call)
