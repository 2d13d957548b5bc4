"""Finds the shortest chains of calls that can be gone to what blocks."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple
from weakref import WeakKeyDictionary

from asyncfix.detect.blocking.ends import Ends
from asyncfix.detect.blocking.feasible import Feasible, State, step_at
from asyncfix.entries import Entry
from asyncfix.model import Confidence, Step
from asyncfix.project.callgraph import CallGraph, Edge, key_of

_NONE: frozenset[str] = frozenset()
_MOST = 5000
"""How many ways are told apart by what is known on them; further on, nothing is known."""


class Way(NamedTuple):
    """A chain from a function to a call that blocks."""

    steps: tuple[Step, ...]
    entry: Entry
    confidence: Confidence


@dataclass(slots=True)
class _Path:
    """An edge that can be gone from a state: what it leads to, and the state that it enters.

    `once`: it is gone the first time only; None as long as nobody has asked.
    """

    edge: Edge
    step: Step
    kinds: Set[str]
    entered: State
    number: int
    once: bool | None = None


class _Reached(NamedTuple):
    """A state, its number, and the last step of the way to it, which goes on from another."""

    state: State
    number: int
    certain: bool
    step: Step | None = None
    behind: _Reached | None = None

    def then(self, last: Step) -> tuple[Step, ...]:
        """The steps of the way, with one more."""
        steps, here = [last], self
        while here.step is not None and here.behind is not None:
            steps.append(here.step)
            here = here.behind
        return tuple(reversed(steps))


@dataclass(slots=True)
class _Tried:
    """What ways to some ends have shown of the states that they went through, by their numbers.

    `missed`: the kinds of ends to which no way was found from there, all of them tried, with
    `again` or without.
    """

    paths: dict[int, Sequence[_Path]] = field(default_factory=dict)
    missed: dict[bool, dict[int, frozenset[str]]] = field(
        default_factory=lambda: {True: {}, False: {}}
    )


class Ways:
    """Looks for chains in a graph whose blocking calls are known."""

    def __init__(self, graph: CallGraph, feasible: Feasible) -> None:
        self._graph = graph
        self._feasible = feasible
        self._tried: WeakKeyDictionary[Ends, _Tried] = WeakKeyDictionary()

    def shortest(self, start: State, ends: Ends, again: bool) -> dict[str, Way]:
        """The shortest way to each kind of blocking call.

        `again`: without those that are gone the first time only.
        """
        first = self._feasible.number(start)
        missed = self._tried.setdefault(ends, _Tried()).missed[again]
        found: dict[str, Way] = {}
        pending = deque([_Reached(start, first, True)])
        seen = {first}
        while pending:
            here = pending.popleft()
            kinds = ends.reaching.get(key_of(here.state.definition), _NONE)
            wanted = kinds - missed.get(here.number, _NONE) - found.keys()
            if wanted:
                found.update(self._own(here, ends, wanted, again))
                wanted -= found.keys()
            for path in self._from(here, ends) if wanted else ():
                if wanted.isdisjoint(path.kinds):
                    continue
                entered, number = path.entered, path.number
                if len(seen) >= _MOST:
                    entered = entered._replace(names=())
                    number = self._feasible.number(entered)
                lacks = missed.get(number)
                if number in seen or (lacks and wanted.isdisjoint(path.kinds - lacks)):
                    continue
                if not (again and self._is_gone_once(here.state, path)):
                    seen.add(number)
                    sure = here.certain and path.edge.certain
                    pending.append(_Reached(entered, number, sure, path.step, here))
        missing = ends.reaching.get(key_of(start.definition), _NONE) - found.keys()
        if missing and len(seen) < _MOST:
            missed.update((number, missed.get(number, _NONE) | missing) for number in seen)
        return found

    def _own(
        self, here: _Reached, ends: Ends, wanted: Set[str], again: bool
    ) -> Iterator[tuple[str, Way]]:
        """The ways to the blocking calls of a function itself, one of each kind that is wanted."""
        state, kinds = here.state, set(wanted)
        for leaf in ends.leaves.get(key_of(state.definition), ()):
            span = leaf.call.span
            if leaf.entry.rule not in kinds:
                continue
            if not self._feasible.blocks(state, here.number, ends, leaf):
                continue
            if ends.avoids(state.definition, span):
                continue
            if not (again and self._feasible.is_first(state, span)):
                kinds.discard(leaf.entry.rule)
                sure = here.certain and leaf.confidence is Confidence.EXACT
                confidence = Confidence.EXACT if sure else Confidence.INFERRED
                steps = here.then(step_at(state.definition, span, leaf.name))
                yield leaf.entry.rule, Way(steps, leaf.entry, confidence)

    def _from(self, here: _Reached, ends: Ends) -> Sequence[_Path]:
        """The edges that can be gone from a state, and that lead to an end."""
        known = self._tried[ends].paths
        if here.number not in known:
            known[here.number] = [*self._find(here.state, here.number, ends)]
        return known[here.number]

    def _find(self, state: State, number: int, ends: Ends) -> Iterator[_Path]:
        definition = state.definition
        for edge in self._feasible.edges(state, number, ends):
            kinds = ends.reaching.get(key_of(edge.target))
            led = self._feasible.led(state, number, edge, ends) if kinds else None
            if kinds and led is not None and not ends.avoids(definition, edge.span):
                yield _Path(edge, step_at(definition, edge.span, edge.text), kinds, *led)

    def _is_gone_once(self, state: State, path: _Path) -> bool:
        if path.once is None:
            path.once = self._feasible.is_gone_once(state, path.edge, path.entered)
        return path.once
