"""Says which calls of rewritten files need not be searched again for what blocks below them.

To search all that calls run takes the longest of all that is looked for. There is no need to where
a finding is held back, nor where neither the function nor what it calls has changed, nor anything
below that: what was found there before is found again. The same holds for the calls of a function
that has changed elsewhere: they stand on the same lines, and hand on what they did before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache

from asyncfix.detect.blocking.reach import Reach
from asyncfix.detect.blocking.through import CODE, FIRST
from asyncfix.detect.serving.handlers import on_loop
from asyncfix.model import Finding, Plan
from asyncfix.pipeline.work import Found
from asyncfix.project.alone import outermost
from asyncfix.project.callgraph import Edge, Key, key_of
from asyncfix.project.project import Definition, Project
from asyncfix.project.summary import Function, Module
from asyncfix.text import split_lines

_Place = tuple[str, str]


class Rewritten:
    """Compares the files at some paths, rewritten by the plan, with what they were `before`."""

    def __init__(self, before: Found, after: Project, paths: Iterable[str], plan: Plan) -> None:
        self._before = before
        self._held: defaultdict[_Place, Counter[str]] = defaultdict(Counter)
        self._repaired: defaultdict[_Place, set[str]] = defaultdict(set)
        self._same: dict[_Place, Definition] = {}
        self._were: dict[_Place, Definition] = {}
        self._changed: set[Key] = set()
        self._above: set[Key] | None = None
        self._settled: dict[Key, frozenset[str]] = {}
        self._paths = frozenset(paths)
        for path in self._paths:
            self._compare(before.inference.project, after, path)
        for item in plan.held_back:
            if item.finding.code == CODE:
                self._held[_place(item.finding)][item.finding.call] += 1
        for finding in (finding for fix in plan.fixes for finding in fix.findings):
            if finding.code in (CODE, FIRST):  # it must be gone, wherever it was repaired
                self._same.pop(_place(finding), None)
                self._repaired[_place(finding)].add(finding.call)

    def _compare(self, before: Project, after: Project, path: str) -> None:
        old, new = before.module(path), after.module(path)
        if old is None or new is None:
            return
        known = _texts(old, before.file(path).text)
        running = on_loop(self._before.handlers, [old])[old.path]
        for name, found in _texts(new, after.file(path).text).items():
            were = known.get(name, [])
            place = (path, f"{new.name}.{name}")
            same = [text for _, text in found] == [text for _, text in were]
            if not same:
                self._changed.update(key_of(Definition(new, function)) for function, _ in found)
            if len(found) == len(were) == 1 and were[0][0].index in running:
                (self._same if same else self._were)[place] = Definition(old, were[0][0])

    def settled(self, reach: Reach, definition: Definition) -> frozenset[str]:
        """The texts of the calls in a function, as `reach` has it, that need no search."""
        key = key_of(definition)
        if key not in self._settled:
            self._settled[key] = frozenset(self._find(reach, definition))
        return self._settled[key]

    def settles(self, reach: Reach, finding: Finding) -> bool:
        """Whether a finding of before is about such a call."""
        if finding.path not in self._paths or finding.code not in (CODE, FIRST):
            return False
        module = reach.graph.inference.project.module(finding.path)
        if module is None:
            return False
        named = module.functions_named(finding.function.removeprefix(f"{module.name}."))
        return any(finding.call in self.settled(reach, Definition(module, x)) for x in named)

    def _find(self, reach: Reach, definition: Definition) -> Iterable[str]:
        calls = _blocking(reach, definition)
        place = (definition.module.path, definition.name)
        was = self._same.get(place)
        if was is not None and self._calls_same(reach, calls, was):
            yield from {edge.text for edge in calls}
            return
        by_text: defaultdict[str, list[Edge]] = defaultdict(list)
        texts = {edge.span: edge.text for edge in calls}
        for edge in calls:
            by_text[texts[edge.span]].append(edge)
        for text, edges in by_text.items():
            is_held = len({edge.span for edge in edges}) <= self._held[place][text]
            if is_held or self._begin_as_before(reach, definition, text, edges):
                yield text

    def _begin_as_before(
        self, reach: Reach, definition: Definition, text: str, edges: Sequence[Edge]
    ) -> bool:
        """Whether calls are made as before, by a function that may do other things otherwise."""
        place = (definition.module.path, definition.name)
        was, before = self._were.get(place), self._before.reach
        if was is None or text in self._repaired[place] or not self._are_same_below(reach, edges):
            return False
        old = [edge for edge in _blocking(before, was) if edge.text == text]
        if not Counter(map(_told, edges)) <= Counter(map(_told, old)):
            return False
        new = Counter(_beginning(reach, definition, edge) for edge in edges)
        return new <= Counter(_beginning(before, was, edge) for edge in old)

    def _calls_same(self, reach: Reach, calls: Iterable[Edge], was: Definition) -> bool:
        if not self._are_same_below(reach, calls):
            return False
        old = _blocking(self._before.reach, was)
        return [_told(edge) for edge in calls] == [_told(edge) for edge in old]

    def _are_same_below(self, reach: Reach, calls: Iterable[Edge]) -> bool:
        """Whether nothing has changed of what calls run, directly or further down."""
        if self._above is None:
            self._above = reach.above(self._changed)
        return self._above.isdisjoint(key_of(edge.target) for edge in calls)


def _place(finding: Finding) -> _Place:
    return (finding.path, finding.function)


def _texts(module: Module, text: str) -> dict[str, list[tuple[Function, str]]]:
    """The functions of a module by name, each with the text of the outermost one around it."""
    lines = _lines(text)
    found: defaultdict[str, list[tuple[Function, str]]] = defaultdict(list)
    for function in module.functions:
        span = outermost(module, function).span
        found[function.qualname].append((function, "".join(lines[span.line - 1 : span.end_line])))
    return found


@lru_cache(maxsize=2)
def _lines(text: str) -> Sequence[str]:
    return split_lines(text)


def _blocking(reach: Reach, definition: Definition) -> list[Edge]:
    """The calls in a function below which something blocks."""
    edges = reach.graph.edges(definition)
    return [edge for edge in edges if reach.reaches(edge.target)]


def _told(edge: Edge) -> tuple[str, str, bool, str]:
    return (edge.text, edge.how, edge.certain, edge.target.name)


def _beginning(reach: Reach, caller: Definition, edge: Edge) -> Hashable:
    """What the chains from a call depend on above its target, with what its lines say."""
    text = reach.graph.inference.project.file(caller.module.path).text
    lines = _lines(text)[edge.span.line - 1 : edge.span.end_line]
    said = tuple(line.strip() for line in lines)
    return (_told(edge), said, reach.beginning(caller, edge))
