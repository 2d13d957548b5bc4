"""The flow of a run, and the only place that sees all rooms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from asyncfix import catalogue, pages, registry
from asyncfix.catalogue import Catalogue
from asyncfix.detect import scan
from asyncfix.detect.detection import Detection
from asyncfix.detect.handlers import Handlers, find_handlers
from asyncfix.errors import UsageError
from asyncfix.model import Change, Edit, Failure, Finding, Fix, HeldBack, Plan, Report, Result, Rule
from asyncfix.plan.choose import choose
from asyncfix.plan.context import Context
from asyncfix.plan.exports import imported_elsewhere
from asyncfix.plan.requirements import missing_packages
from asyncfix.project.discovery import discover
from asyncfix.project.files import ReadError, SourceFile, decode, encode, read
from asyncfix.project.inference import Inference
from asyncfix.project.parallel import index
from asyncfix.project.project import Project
from asyncfix.project.view import View
from asyncfix.selection import selected
from asyncfix.settings import Settings
from asyncfix.suppress import Suppressions, suppressions

Progress = Callable[[int, int], None]


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
    return pages.body(text)


def run(
    settings: Settings,
    paths: Sequence[Path],
    *,
    apply: bool,
    progress: Progress | None = None,
    stdin: tuple[str, bytes] | None = None,
) -> Report:
    """Checks the paths, or the one module in `stdin` (name, bytes), and repairs if `apply`.

    Raises UsageError for a path or rule that does not exist. What goes wrong with one file is
    a failure in the report.
    """
    packs = registry.packs()
    known = registry.rules(packs)
    chosen = selected(settings, tuple(known.values()))
    tables = catalogue.load(path for pack in packs for path in pack.tables)
    files, failures = _read(settings, paths, stdin)
    project = Project.of(settings.root, files)
    index(project, settings.jobs, progress)
    work = _Work(settings, tables, {code: known[code] for code in chosen}, known)
    found = work.detect(project)
    plan, changes, failed = _repair(work, project, found)
    failures += [*project.failures, *failed]
    if apply and stdin is None:
        plan, changes, unwritten = _write(project, plan, changes)
        failures += unwritten
    return Report(
        applying=apply,
        results=_results(plan, applied=apply),
        changes=tuple(changes),
        failures=tuple(sorted(failures, key=lambda item: (item.path, item.line))),
        notes=(*found.notes, *missing_packages(project, plan)),
        files=len(files),
    )


def rewrite_alone(text: str, path: str, codemod: str) -> str:
    """One module after all the safe fixes that one codemod takes part in; for use by itself."""
    tables = catalogue.load(table for pack in registry.packs() for table in pack.tables)
    known = registry.rules(registry.packs())
    file = decode(Path.cwd() / path, text.encode(), path)
    project = Project.of(Path.cwd(), [file])
    work = _Work(Settings(), tables, known, known)
    plan = work.plan(work.detect(project))
    fixes = [fix for fix in plan.fixes if any(edit.codemod == codemod for edit in fix.edits)]
    change = _rewrite_file(project, path, fixes)
    if isinstance(change, Failure):
        raise ValueError(change.message)
    return change.after.decode() if change is not None else text


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
            shown = path.relative_to(folder) if path.is_relative_to(folder) else path
            failures.append(Failure(shown.as_posix(), "read", error.message, error.line))
    return files, failures


class _Found(NamedTuple):
    detections: tuple[Detection, ...]
    notes: tuple[str, ...]
    inference: Inference
    handlers: Handlers


class _Work(NamedTuple):
    """What stays the same while a run looks at versions of a project."""

    settings: Settings
    catalogue: Catalogue
    selected: Mapping[str, Rule]
    known: Mapping[str, Rule]

    def detect(self, project: Project, only: Iterable[str] | None = None) -> _Found:
        """The findings that no comment suppresses, in the given files or in all."""
        inference = Inference(project, self.catalogue)
        handlers = find_handlers(inference, only)
        found = scan.detect(inference, self.selected, handlers, only)
        silences: dict[str, Suppressions] = {}
        kept: list[Detection] = []
        for file in project.files if only is None else map(project.file, only):
            silences[file.display] = suppressions(file.text)
        by_file: dict[str, list[tuple[Finding, Rule]]] = {}
        for item in found:
            rule = self.selected[item.finding.code]
            by_file.setdefault(item.finding.path, []).append((item.finding, rule))
            if not silences[item.finding.path].covers(item.finding, rule):
                kept.append(item)
        off = frozenset(self.known) - frozenset(self.selected)
        notes = tuple(
            f"{path}:{line}: `{text}` suppresses nothing"
            for path, silence in silences.items()
            for line, text in silence.unused(by_file.get(path, ()), off)
        )
        detections = tuple(sorted(kept, key=lambda item: item.finding.order))
        return _Found(detections, notes, inference, handlers)

    def plan(self, found: _Found) -> Plan:
        """The plan for what was found."""
        context = Context(found.inference.project, found.inference, self.settings)
        return choose(context, found.handlers, found.detections)


def _repair(
    work: _Work, project: Project, found: _Found
) -> tuple[Plan, list[Change], list[Failure]]:
    """Plans and rewrites. A file that cannot be repaired takes all its fixes with it."""
    if not found.detections:
        return Plan(), [], []
    plan = work.plan(found)
    failures: list[Failure] = []
    known: _Known = {}
    while True:
        changes, failed = _rewrite(project, plan, known)
        failed = failed or _verify(work, project, plan, changes)
        if not failed:
            return plan, changes, failures
        failures += failed
        plan = _without(plan, {failure.path: failure for failure in failed})


def _without(plan: Plan, failures: Mapping[str, Failure]) -> Plan:
    """The plan without the fixes that touch a file that failed."""
    kept, held = [], list(plan.held_back)
    for fix in plan.fixes:
        failure = next((failures[path] for path in sorted(fix.paths & failures.keys())), None)
        if failure is None:
            kept.append(fix)
        else:
            reason = f"its rewrite failed a check: {failure.message}"
            held += [HeldBack(finding, reason, "", fix) for finding in fix.findings]
    return Plan(tuple(kept), tuple(held))


def _by_file(plan: Plan) -> dict[str, list[Fix]]:
    grouped: dict[str, list[Fix]] = {}
    for fix in plan.fixes:
        for path in fix.paths:
            grouped.setdefault(path, []).append(fix)
    return grouped


_Known = dict[tuple[str, tuple[int, ...]], Change | Failure | None]


def _rewrite(project: Project, plan: Plan, known: _Known) -> tuple[list[Change], list[Failure]]:
    """The changes of the plan's files; `known` keeps what was made of a file with its fixes."""
    changes, failures = [], []
    for path, fixes in sorted(_by_file(plan).items()):
        key = (path, tuple(id(fix) for fix in fixes))
        if key not in known:
            known[key] = _rewrite_file(project, path, fixes)
        outcome = known[key]
        if isinstance(outcome, Failure):
            failures.append(outcome)
        elif outcome is not None:
            changes.append(outcome)
    return changes, failures


def _rewrite_file(project: Project, path: str, fixes: Sequence[Fix]) -> Change | Failure | None:
    """The change of one file, checked against its plan; libcst is imported only here."""
    from asyncfix.rewrite.engine import RewriteError, rewrite
    from asyncfix.rewrite.verify import problems

    file = project.file(path)
    edits: list[Edit] = []
    for edit in (edit for fix in fixes for edit in fix.edits if edit.path == path):
        if edit not in edits:  # several fixes can share one, such as a constant of the module
            edits.append(edit)
    if not edits:
        return None
    keep = imported_elsewhere(project, path, _touched(project.view(path), edits))
    try:
        after = rewrite(file.text, edits, registry.codemod, keep)
    except RewriteError as error:
        return Failure(path, "rewrite", error.message, error.line)
    wrong = problems(file.text, after, edits)
    if wrong:
        return Failure(path, "verify", wrong[0])
    try:
        return Change(path, file.data, encode(file, after))
    except UnicodeEncodeError:
        return Failure(path, "rewrite", f"the new text does not fit the encoding {file.encoding}")


def _touched(view: View, edits: Sequence[Edit]) -> str:
    """The lines that the edits are about."""
    spans = [edit.span for edit in edits]
    return "".join("".join(view.lines[span.line - 1 : span.end_line]) for span in spans)


def _verify(
    work: _Work, project: Project, plan: Plan, changes: Sequence[Change]
) -> list[Failure]:
    """Looks at the new text: what was repaired must be gone, and nothing new may have come."""
    after = project
    for change in changes:
        file = project.file(change.path)
        after = after.with_text(decode(file.path, change.after, file.display))
    paths = [change.path for change in changes]
    found = work.detect(after, paths).detections
    allowed = Counter(_key(item.finding) for item in plan.held_back)
    failures = []
    for item in found:
        key = _key(item.finding)
        if allowed[key] == 0:
            what = f"{item.finding.code} would remain or be new: {item.finding.message}"
            failures.append(Failure(item.finding.path, "verify", what, item.finding.span.line))
        allowed[key] -= 1
    return list({failure.path: failure for failure in failures[::-1]}.values())


def _key(finding: Finding) -> tuple[str, str, str]:
    return (finding.path, finding.code, finding.call)


def _write(
    project: Project, plan: Plan, changes: Sequence[Change]
) -> tuple[Plan, list[Change], list[Failure]]:
    """Writes the changes; the fixes of a file that cannot be written are not applied."""
    from asyncfix.rewrite.write import WriteError, write

    written, failures = [], []
    for change in changes:
        try:
            write(project.file(change.path).path, change.before, change.after)
            written.append(change)
        except WriteError as error:
            failures.append(Failure(change.path, "write", str(error)))
    if failures:
        plan = _without(plan, {failure.path: failure for failure in failures})
    return plan, written, failures


def _results(plan: Plan, applied: bool) -> tuple[Result, ...]:
    return tuple(sorted(_outcomes(plan, applied), key=lambda result: result.finding.order))


def _outcomes(plan: Plan, applied: bool) -> Iterator[Result]:
    for fix in plan.fixes:
        for finding in fix.findings:
            yield Result(finding, fix, applied)
    for held in plan.held_back:
        yield Result(held.finding, held.fix, False, held.reason, held.release)
