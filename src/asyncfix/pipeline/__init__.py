"""The flow of a run, and the only place that sees all rooms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from asyncfix import registry
from asyncfix.errors import UsageError
from asyncfix.model import Failure, Plan, Report, Result, Rule
from asyncfix.pipeline.repair import repair, write
from asyncfix.pipeline.work import Work
from asyncfix.plan.requirements import missing_packages
from asyncfix.project.discovery import discover
from asyncfix.project.files import ReadError, SourceFile, decode, read, shown
from asyncfix.project.parallel import Progress, index
from asyncfix.project.project import Project
from asyncfix.settings import Settings


def rules() -> Sequence[Rule]:
    """All rules of all installed packs."""
    return tuple(registry.rules(registry.packs()).values())


def page(code: str) -> str:
    """The Markdown page of a rule. UsageError for a code that no pack has."""
    text = registry.page(registry.packs(), code.upper())
    if text is None:
        known = [rule.code for rule in rules()]
        close = get_close_matches(code.upper(), known, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise UsageError(f"unknown rule {code!r}{hint}")
    return text


def run(
    settings: Settings,
    paths: Sequence[Path],
    *,
    apply: bool = False,
    rewrite: bool = False,
    progress: Progress | None = None,
    stdin: tuple[str, bytes] | None = None,
) -> Report:
    """Checks the paths, or the one module in `stdin` (name, bytes), and repairs if `apply`.

    With `rewrite`, the report has the changes that `apply` would make; without either, fixes are
    planned and not carried out. Raises UsageError for a path or rule that does not exist. What
    goes wrong with one file is a failure in the report.
    """
    work = Work.load(settings)
    files, failures = _read(settings, paths, stdin)
    project = Project.of(settings.root, files)
    index(project, settings.jobs, progress)
    found = work.detect(project)
    plan, changes, failed = repair(work, project, found, rewrite=rewrite or apply)
    failures += [*project.failures, *failed]
    if apply and stdin is None:
        plan, changes, unwritten = write(project, plan, changes)
        failures += unwritten
    return Report(
        applying=apply,
        results=_results(plan, applied=apply),
        changes=tuple(changes),
        failures=tuple(sorted(failures, key=lambda item: (item.path, item.line))),
        notes=(*found.notes, *missing_packages(project, plan)),
        files=len(files),
    )


def _read(
    settings: Settings, paths: Sequence[Path], stdin: tuple[str, bytes] | None
) -> tuple[list[SourceFile], list[Failure]]:
    files: list[SourceFile] = []
    failures: list[Failure] = []
    if stdin is not None:
        name, data = stdin
        try:
            files.append(decode(Path.cwd() / name, data, name))
        except ReadError as error:
            failures.append(Failure(name, "read", error.message, error.line))
        return files, failures
    folder = Path.cwd()
    for path in discover(paths, root=settings.root, exclude=settings.exclude):
        try:
            files.append(read(path, folder))
        except ReadError as error:
            failures.append(Failure(shown(path, folder), "read", error.message, error.line))
    return files, failures


def _results(plan: Plan, applied: bool) -> tuple[Result, ...]:
    return tuple(sorted(_outcomes(plan, applied), key=lambda result: result.finding.order))


def _outcomes(plan: Plan, applied: bool) -> Iterator[Result]:
    for fix in plan.fixes:
        for finding in fix.findings:
            yield Result(finding, fix, applied)
    for held in plan.held_back:
        yield Result(held.finding, held.fix, False, held.reason, held.release)
