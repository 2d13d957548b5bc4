"""Finds the calls of plain functions that block an `async def` from further down."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from typing import NamedTuple

from asyncfix.detect.blocking.feasible import step_at
from asyncfix.detect.blocking.heirs import own_edges
from asyncfix.detect.blocking.reach import Reach
from asyncfix.detect.blocking.ways import Way
from asyncfix.detect.detection import Detection, Reached, Reporter
from asyncfix.entries import Entry
from asyncfix.model import Confidence, Span
from asyncfix.project.callgraph import Edge
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module

CODE = "AF201"
FIRST = "AF202"
"""The code of what blocks the first time only."""

_HOWS = ("with", "read", "operator", "iterate", "later")

Settled = Callable[[Reach, Definition], Container[str]]
"""The texts of calls in a function that need not be looked at."""


class _Hit(NamedTuple):
    """A place in a coroutine function from which blocking calls are reached."""

    edges: tuple[Edge, ...]
    chains: dict[str, Way]


def blocking_through_calls(
    reporter: Reporter,
    module: Module,
    reach: Reach,
    running: frozenset[int],
    settled: Settled | None = None,
) -> Iterator[Detection]:
    """One finding for each place, however much is below it."""
    if not reporter.wants(CODE) and not reporter.wants(FIRST):
        return
    for definition in definitions(module, running):
        without = settled(reach, definition) if settled is not None else ()
        always = _hits(reach, definition, without, again=True)
        if reporter.wants(CODE):
            for span, hit in always.items():
                yield _report(reporter, CODE, definition, span, hit)
        if reporter.wants(FIRST):
            all_hits = _hits(reach, definition, without, again=False)
            for span, hit in all_hits.items():
                if span not in always:
                    yield _report(reporter, FIRST, definition, span, hit)


def definitions(module: Module, running: frozenset[int]) -> Iterator[Definition]:
    """The functions of a module that run on the loop: those of these indexes."""
    return (Definition(module, item) for item in module.functions if item.index in running)


def _hits(
    reach: Reach, definition: Definition, without: Container[str], again: bool
) -> dict[Span, _Hit]:
    hits: dict[Span, _Hit] = {}
    for edge in reach.graph.edges(definition):
        chains = reach.chains(definition, edge, again) if edge.text not in without else {}
        _add(hits, definition, edge, chains)
    known = frozenset(hits)
    for own, edge in own_edges(reach, definition):
        if edge.text not in without and edge.span not in known:
            _add(hits, definition, edge, reach.chains(definition, edge, again, own))
    for edge in reach.graph.edges(definition):  # where a class below may have another, both can run
        hit = hits.get(edge.span)
        if hit is not None and edge.span not in known and edge not in hit.edges:
            hits[edge.span] = hit._replace(edges=(edge, *hit.edges))
    return hits


def _add(
    hits: dict[Span, _Hit], definition: Definition, edge: Edge, chains: Mapping[str, Way]
) -> None:
    """Keeps the shortest chains from a place."""
    if not chains:
        return
    longer = {kind: _under(definition, edge, chain) for kind, chain in chains.items()}
    known = hits.get(edge.span)
    if known is None:
        hits[edge.span] = _Hit((edge,), longer)
        return
    for kind, chain in longer.items():
        if kind not in known.chains or len(chain.steps) < len(known.chains[kind].steps):
            known.chains[kind] = chain
    hits[edge.span] = known._replace(edges=(*known.edges, edge))


def _under(definition: Definition, edge: Edge, chain: Way) -> Way:
    certain = edge.certain and chain.confidence is Confidence.EXACT
    return Way(
        (step_at(definition, edge.span, edge.text), *chain.steps),
        chain.entry,
        Confidence.EXACT if certain else Confidence.INFERRED,
    )


def _report(
    reporter: Reporter, code: str, definition: Definition, span: Span, hit: _Hit
) -> Detection:
    module, function = definition.module, definition.function
    chains = sorted(hit.chains.values(), key=lambda chain: (len(chain.steps), chain.entry.rule))
    first, edge = chains[0], min(hit.edges, key=_says_less)
    finding = reporter.finding(
        code,
        _message(code, edge, chains),
        module,
        function,
        span,
        edge.text,
        first.confidence,
        tuple(chain.steps for chain in chains),
    )
    entries = tuple(chain.entry for chain in chains)
    reached = Reached(tuple(item.target for item in hit.edges), edge.how, entries)
    return Detection(finding, module, function, span, edge.scope, "through", None, reached)


def _says_less(edge: Edge) -> int:
    """Of several edges at one place, the one that takes most of the code around it comes first."""
    return _HOWS.index(edge.how) if edge.how in _HOWS else len(_HOWS)


def _message(code: str, edge: Edge, chains: list[Way]) -> str:
    names = [_leaf_name(chain.entry) for chain in chains]
    called = f"`{edge.text}`"
    if edge.how == "with":
        called = f"`with {edge.text}`"
    elif edge.how == "iterate":
        called = f"iterating over `{edge.text}`"
    elif edge.how == "read":
        called = f"reading `{edge.text}`"
    when = "blocks the event loop the first time" if code == FIRST else "blocks the event loop"
    return f"{called} {when}: it reaches {_listed(names)}"


def _leaf_name(entry: Entry) -> str:
    return f"`{entry.name.removeprefix('builtins.')}`"


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"
