"""Makes plain functions that block coroutine functions, with all that call them, in one fix.

What their bodies then need is planned on a project in which they are coroutine functions already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from asyncfix.detect.detection import Detection, Reporter
from asyncfix.detect.direct import blocking_calls
from asyncfix.detect.handlers import Handlers
from asyncfix.detect.reach import Reach
from asyncfix.detect.through import blocking_through_calls, definitions
from asyncfix.model import Applicability, Plan, Strategy
from asyncfix.plan.cancellation import swallowed
from asyncfix.plan.closed import ClosedSet, NotClosed, closed_set, edits_of
from asyncfix.plan.context import Context, Site
from asyncfix.plan.guards import await_problem
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.shared import split_update
from asyncfix.project.callgraph import CallGraph, Key
from asyncfix.project.files import SourceFile
from asyncfix.project.inference import Inference
from asyncfix.project.project import Definition, Project
from asyncfix.text import split_lines

Planner = Callable[[Context, Handlers, Iterable[Detection]], Plan]


def cascade(
    context: Context, handlers: Handlers, problem: Problem, plan: Planner
) -> Proposal | Refusal:
    """The function that is called, and those up to the coroutine functions, become coroutine ones.

    `plan` is what plans for the detections in the bodies.
    """
    reached = problem.reached
    if reached is None or reached.how != "call" or len(reached.targets) != 1:
        return Refusal("it is not the call of one function")
    try:
        found = closed_set(context, reached.targets[0])
    except NotClosed as error:
        return Refusal(f"not all its callers can await it: {error}")
    supposed = _supposing(context, found)
    doubt = ""
    for site in found.calls:
        there = _there(supposed, site)
        if reason := await_problem(supposed, there):
            where = f"{site.path}, line {site.view.span(site.node).line}"
            return Refusal(f"not all its callers can await it: {reason} ({where})")
        doubt = doubt or split_update(there) or swallowed(supposed, there)
    inner = plan(supposed, handlers, _detections(supposed, found))
    if inner.held_back:
        return Refusal(f"in `{reached.targets[0].function.name}`: {inner.held_back[0].reason}")
    unsafe = [fix for fix in inner.fixes if fix.applicability is Applicability.UNSAFE]
    doubt = doubt or next((fix.reason for fix in unsafe), "")
    doubt = doubt or context.off_loop.change(found.members.values())
    edits = [*edits_of(found), *(edit for fix in inner.fixes for edit in fix.edits)]
    return Proposal(
        (problem.finding,),
        Strategy.NATIVE,
        _title(found),
        tuple(edits),
        Applicability.UNSAFE if doubt else Applicability.SAFE,
        doubt,
        tuple(name for fix in inner.fixes for name in fix.requires),
    )


def _title(found: ClosedSet) -> str:
    names = sorted({f"`{item.function.name}`" for item in found.members.values()})
    listed = ", ".join(names) if len(names) < 4 else f"{names[0]} and {len(names) - 1} others"
    return f"make {listed} async, and await it in all its callers"


def _there(supposed: Context, site: Site) -> Site:
    """The same place in the project in which the functions are coroutine functions.

    Only the lines that start a definition differ, so that all spans within are the same.
    """
    view = supposed.view(site.path)
    function = view.module.functions[site.function.index]
    return Site(view, function, view.call(site.view.span(site.node)), site.scope)


def _supposing(context: Context, found: ClosedSet) -> Context:
    """The project as it would be with `async` in front of the functions, and nothing else."""
    project = context.project
    by_file: dict[str, list[Definition]] = {}
    for definition in found.members.values():
        by_file.setdefault(definition.module.path, []).append(definition)
    for path, items in by_file.items():
        project = project.with_text(_made_async(project, path, items))
    inference = Inference(project, context.catalogue)
    reach = Reach(CallGraph(inference), context.reach.wanted)
    settings = replace(context.settings, strategy="auto", unsafe_fixes=True)
    return Context(reach, context.rules, settings)


def _made_async(project: Project, path: str, definitions: list[Definition]) -> SourceFile:
    file = project.file(path)
    lines = split_lines(file.text)
    for definition in definitions:
        span = definition.function.span
        line = lines[span.line - 1]
        lines[span.line - 1] = f"{line[: span.column]}async {line[span.column :]}"
    return replace(file, text="".join(lines))


def _detections(supposed: Context, found: ClosedSet) -> list[Detection]:
    """What blocks in the functions, now that they run on the loop."""
    reporter = Reporter(supposed.project, supposed.rules)
    members: set[Key] = set(found.members)
    detections: list[Detection] = []
    for path in sorted({key[0] for key in members}):
        module = supposed.project.module(path)
        if module is None:
            continue
        running = frozenset(item.index for item in module.functions if item.is_async)
        supposed.reach.explore(definitions(module, running))
        detections += blocking_calls(supposed.inference, reporter, module, running)
        detections += blocking_through_calls(reporter, module, supposed.reach, running)
    return [item for item in detections if (item.module.path, item.function.index) in members]
