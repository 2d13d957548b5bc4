"""A run from the files to the report: index, detect, plan, and rewrite if asked to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from asyncfix.model import Plan, Report, Result
from asyncfix.pipeline.dependencies import dependencies
from asyncfix.pipeline.reading import Read
from asyncfix.pipeline.repair import repair
from asyncfix.pipeline.work import Work
from asyncfix.project.project import Project
from asyncfix.project.sources.kept import Records
from asyncfix.project.sources.parallel import Progress, index, keep
from asyncfix.settings import Settings


class Task(NamedTuple):
    """What is asked of a run, as `pipeline.run` has it, with what it is about.

    `alone`: that is one module, which came by standard input.
    """

    settings: Settings
    read: Read
    alone: bool
    apply: bool
    rewrite: bool


def fresh_report(task: Task, kept: Records | None, progress: Progress | None) -> Report:
    """What a run finds and does; `kept` has what earlier runs know of the files."""
    settings = task.settings
    if task.alone:  # one module has no room for what a whole application shares
        settings = replace(settings, http_client_scope="per-use")
    work = Work.load(settings)
    files, failures = task.read.files, [*task.read.failures]
    project = Project.of(task.settings.root, files, task.read.beyond)
    if kept is not None:
        kept.open(sum(file.size for file in files))
    index(project, task.settings.jobs, progress, kept)
    found = work.detect(project)
    applying = task.apply and not task.alone
    rewriting = task.rewrite or task.apply
    plan, changes, failed = repair(work, project, found, rewrite=rewriting, write=applying)
    failures += [*project.failures, *failed]
    if kept is not None:
        keep(project, kept)
    notes, undeclared = dependencies(work, project, plan, applying=applying)
    failures += undeclared
    return Report(
        applying=task.apply,
        results=_results(plan, applied=task.apply),
        changes=tuple(changes),
        failures=tuple(sorted(failures, key=lambda item: (item.path, item.line))),
        notes=(*found.notes, *notes),
        files=len(files),
    )


def _results(plan: Plan, applied: bool) -> tuple[Result, ...]:
    return tuple(sorted(results_of(plan, applied), key=lambda result: result.finding.order))


def results_of(plan: Plan, applied: bool = False) -> Iterator[Result]:
    """The findings of a plan, each with what becomes of it."""
    for fix in plan.fixes:
        for finding in fix.findings:
            yield Result(finding, fix, applied, acceptable=fix.acceptable)
    for held in plan.held_back:
        yield Result(held.finding, held.fix, False, held.reason, held.release, held.acceptable)
