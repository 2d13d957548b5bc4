"""Finds the libcst node, or the run of statements, that stands at an edit's span."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst

from asyncfix.codemod import Codemod
from asyncfix.model import Edit
from asyncfix.rewrite.printed import Point, Positions


class NotFound(Exception):
    """No node, or more than one claim on it, at an edit's span."""

    def __init__(self, edit: Edit, message: str) -> None:
        super().__init__(f"{edit.codemod}: {message}")
        self.line = edit.span.line


@dataclass(frozen=True, slots=True)
class Job:
    """An edit and the codemod that carries it out, in a text that is `shift` lines longer above."""

    edit: Edit
    codemod: Codemod
    shift: int = 0

    @property
    def on_statements(self) -> bool:
        """Whether the codemod works on a run of statements, not on one node."""
        return type(self.codemod).rewrite_statements is not Codemod.rewrite_statements

    @property
    def start(self) -> Point:
        """Line and column where the span starts."""
        return (self.edit.span.line + self.shift, self.edit.span.column)

    @property
    def end(self) -> Point:
        """Line and column where the span ends."""
        return (self.edit.span.end_line + self.shift, self.edit.span.end_column)


@dataclass(frozen=True, slots=True)
class Run:
    """A job's statements: those from index `first` to `last`, inclusive, of a block."""

    job: Job
    first: int
    last: int


def find_nodes(jobs: Sequence[Job], positions: Positions) -> dict[cst.CSTNode, list[Job]]:
    """For each node that jobs claim, the jobs in their order. Raises NotFound."""
    starting: defaultdict[Point, list[Job]] = defaultdict(list)
    for job in jobs:
        starting[job.start].append(job)
    found: dict[cst.CSTNode, list[Job]] = {}
    missing = dict.fromkeys(map(id, jobs))
    for node, (start, end) in positions.items() if jobs else ():
        for job in starting.get(start, ()):
            if isinstance(node, job.codemod.NODES) and _ends(node, end, job):
                if id(job) in missing:
                    found.setdefault(node, []).append(job)
                missing.pop(id(job), None)
    for job in jobs:
        if id(job) in missing:
            raise NotFound(job.edit, "nothing of its kind stands at this place")
    for claims in found.values():
        _refuse_twice([(job.edit.codemod,) for job in claims], claims)
    return found


def _ends(node: cst.CSTNode, end: Point, job: Job) -> bool:
    # the end of a compound statement is not told by its span: a `;` may follow its body
    if isinstance(node, cst.BaseCompoundStatement):
        return True
    return end == job.end


def find_runs(
    jobs: Sequence[Job], positions: Positions, lines: Sequence[str]
) -> dict[cst.CSTNode, list[Run]]:
    """For each block that holds runs, the runs in the order of the jobs. Raises NotFound."""
    wanted = {job.start for job in jobs}
    places: dict[Point, tuple[cst.IndentedBlock | cst.Module, int]] = {}
    for node in positions if jobs else ():
        if isinstance(node, cst.IndentedBlock | cst.Module):
            for index, statement in enumerate(node.body):
                start, _ = positions[statement]
                if start in wanted:
                    places[start] = (node, index)
    found: dict[cst.CSTNode, list[Run]] = {}
    for job in jobs:
        if job.start not in places:
            raise NotFound(job.edit, "no statement on lines of its own starts at this place")
        block, first = places[job.start]
        last = _last(block, first, job, positions, lines)
        found.setdefault(block, []).append(Run(job, first, last))
    for runs in found.values():
        claims = [(run.job.edit.codemod, run.first, run.last) for run in runs]
        _refuse_twice(claims, [run.job for run in runs])
    return found


def _last(
    block: cst.IndentedBlock | cst.Module,
    first: int,
    job: Job,
    positions: Positions,
    lines: Sequence[str],
) -> int:
    line, column = job.end
    for index in range(first, len(block.body)):
        _, (last, end) = positions[block.body[index]]
        if last == line and end <= column:
            between = lines[line - 1][end:column]
            if not between.strip(" \t;"):
                return index
    raise NotFound(job.edit, "no statement of the same block ends where the edit does")


def _refuse_twice(claims: Sequence[tuple[str | int, ...]], jobs: Sequence[Job]) -> None:
    for index, claim in enumerate(claims):
        if claim in claims[:index]:
            raise NotFound(jobs[index].edit, "two edits claim the same place")
