"""Plans, rewrites, verifies and writes; a file that fails takes all its fixes with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from asyncfix.model import Change, Failure, Finding, Fix, HeldBack, Plan
from asyncfix.pipeline.rewritten import Rewritten
from asyncfix.pipeline.work import Found, Work
from asyncfix.pipeline.writing import write_all
from asyncfix.project.project import Project
from asyncfix.project.sources.files import decode


def repair(
    work: Work, project: Project, found: Found, *, rewrite: bool, write: bool
) -> tuple[Plan, list[Change], list[Failure]]:
    """Plans and, if asked to, rewrites, and writes the files.

    A file that cannot be repaired, or written, takes all its fixes with it, in all files.
    """
    if not found.detections:
        return Plan(), [], []
    plan = work.plan(found)
    if not rewrite:
        return plan, [], []
    failures: list[Failure] = []
    known: _Known = {}
    while True:
        changes, failed = _rewrite(work, project, plan, known)
        failed = failed or verify(work, found, plan, changes)
        failed = failed or (write_all(project, changes) if write else [])
        if not failed:
            return plan, changes, failures
        failures += failed
        plan = _without(plan, {failure.path: failure for failure in failed})


_STAGES = {
    "rewrite": "could not be rewritten",
    "verify": "failed a check of its new text",
    "write": "could not be written",
}


def _without(plan: Plan, failures: Mapping[str, Failure]) -> Plan:
    """The plan without the fixes that touch a file that failed."""
    kept, held = [], list(plan.held_back)
    for fix in plan.fixes:
        failure = next((failures[path] for path in sorted(fix.paths & failures.keys())), None)
        if failure is None:
            kept.append(fix)
        else:
            held += [HeldBack(item, _reason(item, failure), "", fix) for item in fix.findings]
    return Plan(tuple(kept), tuple(held))


def _reason(finding: Finding, failure: Failure) -> str:
    file = "its file" if failure.path == finding.path else f"`{failure.path}`"
    return f"{file} {_STAGES[failure.stage]}: {failure.message}"


def _by_file(plan: Plan) -> dict[str, list[Fix]]:
    grouped: dict[str, list[Fix]] = {}
    for fix in plan.fixes:
        for path in fix.paths:
            grouped.setdefault(path, []).append(fix)
    return grouped


_Known = dict[tuple[str, tuple[int, ...]], Change | Failure]


def _rewrite(
    work: Work, project: Project, plan: Plan, known: _Known
) -> tuple[list[Change], list[Failure]]:
    """The changes of the plan's files; `known` keeps what was made of a file with its fixes."""
    from asyncfix.pipeline.rewriting import rewrite_files  # which imports libcst

    wanted = {
        (path, tuple(id(fix) for fix in fixes)): fixes
        for path, fixes in sorted(_by_file(plan).items())
    }
    new = {key: fixes for key, fixes in wanted.items() if key not in known}
    made = rewrite_files(project, {key[0]: fixes for key, fixes in new.items()}, work.settings.jobs)
    known.update((key, made[key[0]]) for key in new)
    outcomes = [known[key] for key in wanted]
    changes = [each for each in outcomes if isinstance(each, Change)]
    return changes, [each for each in outcomes if isinstance(each, Failure)]


def verify(work: Work, before: Found, plan: Plan, changes: Sequence[Change]) -> list[Failure]:
    """Looks at the new text: what was repaired must be gone, and nothing new may have come."""
    project = before.inference.project
    old = [change for change in changes if project.has(change.path)]
    files = ((project.file(change.path), change.after) for change in old)
    after = project.with_texts(decode(file.path, data, file.display) for file, data in files)
    paths = [change.path for change in old]
    rewritten = Rewritten(before, after, paths, plan)
    found = work.detect(after, paths, rewritten.settled)
    held = (item.finding for item in plan.held_back)
    allowed = [item for item in held if not rewritten.settles(found.reach, item)]
    failures = [
        Failure(item.path, "verify", f"{item.code} would remain or be new: {item.message}", line)
        for item in _beyond(allowed, [item.finding for item in found.detections])
        for line in (item.span.line,)
    ]
    return list({failure.path: failure for failure in failures[::-1]}.values())


def _beyond(allowed: Sequence[Finding], found: Sequence[Finding]) -> list[Finding]:
    """Those found that are none of the allowed ones.

    What is called may have no name any more because it is awaited: such a finding is any that was
    in the same function.
    """
    left = Counter(map(_key, allowed))
    others: list[Finding] = []
    for item in sorted(found, key=_is_nameless):
        keys = [_key(item)]
        if _is_nameless(item):
            same = (x for x in allowed if (x.code, x.function) == (item.code, item.function))
            keys += (_key(x) for x in same if x.path == item.path)
        key = next((key for key in keys if left[key] > 0), None)
        if key is None:
            others.append(item)
        else:
            left[key] -= 1
    return [item for item in found if item in others]


def _is_nameless(finding: Finding) -> bool:
    return _key(finding)[2] == "…"


def _key(finding: Finding) -> tuple[str, str, str]:
    """What stays the same of a finding: what it is called on may have got an `await`."""
    return (finding.path, finding.code, finding.call.rpartition(".")[2])
