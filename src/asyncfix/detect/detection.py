"""A finding together with what the planner needs of the place where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from asyncfix.entries import Entry
from asyncfix.model import Confidence, Finding, Rule, Span, Step
from asyncfix.project.project import Definition, Project
from asyncfix.project.summary import Call, Function, Module
from asyncfix.text import split_lines


class Reached(NamedTuple):
    """What a place of a finding about plain functions runs, how (see `Edge`), and what blocks."""

    targets: tuple[Definition, ...]
    how: str
    entries: tuple[Entry, ...]


class Detection(NamedTuple):
    """A finding, the function that it is in, and the node that it is about.

    `node` is the span of the call, loop or `with` concerned; `scope` the scope that its names
    are looked up from; `entry` what the catalogue says of the call, if it is about one.
    `kind`: `call`, `block` or `loop` of what blocks, `through`, which has what is `reached`; else
    what its one repair goes by.
    """

    finding: Finding
    module: Module
    function: Function
    node: Span
    scope: int
    kind: str
    entry: Entry | None = None
    reached: Reached | None = None


def function_at(module: Module, index: int) -> Function:
    """The function of that index; for -1 the code that no function is around."""
    if index >= 0:
        return module.functions[index]
    return Function(-1, "", "", Span(0, 0, 0, 0), False, 0, -1, -1, (), (), None)


def in_coroutine(module: Module, call: Call) -> bool:
    """Whether a coroutine function runs a call where it stands."""
    return not call.deferred and call.function >= 0 and module.functions[call.function].is_async


class Told(NamedTuple):
    """A detection as one process tells another: modules by their paths, functions by indexes."""

    detection: tuple[Finding, Span, int, str, Entry | None]
    place: tuple[str, int]
    reached: tuple[tuple[tuple[str, int], ...], str, tuple[Entry, ...]] | None


def told(item: Detection) -> Told:
    """The detection for another process."""
    reached = item.reached
    return Told(
        (item.finding, item.node, item.scope, item.kind, item.entry),
        (item.module.path, item.function.index),
        None
        if reached is None
        else (
            tuple((each.module.path, each.function.index) for each in reached.targets),
            reached.how,
            reached.entries,
        ),
    )


def heard(project: Project, item: Told) -> Detection:
    """The detection that another process has told of."""

    def definition(path: str, index: int) -> Definition:
        module = project.module(path)
        if module is None:
            raise KeyError(path)
        return Definition(module, function_at(module, index))

    finding, node, scope, kind, entry = item.detection
    place, reached = definition(*item.place), None
    if item.reached is not None:
        targets, how, entries = item.reached
        reached = Reached(tuple(definition(*each) for each in targets), how, entries)
    return Detection(finding, place.module, place.function, node, scope, kind, entry, reached)


class Reporter:
    """Makes findings for a project, in the words of the rules."""

    def __init__(self, project: Project, rules: Mapping[str, Rule]) -> None:
        self._project = project
        self._rules = rules
        self._lines: dict[str, list[str]] = {}

    def wants(self, code: str) -> bool:
        """Whether the rule of that code is selected."""
        return code in self._rules

    def finding(
        self,
        code: str,
        message: str,
        module: Module,
        function: Function,
        span: Span,
        call: str,
        confidence: Confidence = Confidence.EXACT,
        chains: tuple[tuple[Step, ...], ...] = (),
    ) -> Finding:
        """A finding of the rule of that code."""
        rule = self._rules[code]
        return Finding(
            code=code,
            name=rule.name,
            message=message,
            path=module.path,
            span=span,
            function=".".join(filter(None, (module.name, function.qualname))),
            call=call,
            source=self._line(module.path, span.line),
            confidence=confidence,
            severity=rule.severity,
            chain=chains[0] if chains else (),
            other_chains=chains[1:],
        )

    def _line(self, path: str, line: int) -> str:
        if path not in self._lines:
            self._lines[path] = split_lines(self._project.file(path).text)
        lines = self._lines[path]
        return lines[line - 1].rstrip("\r\n") if line <= len(lines) else ""
