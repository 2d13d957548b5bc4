"""Makes plain functions that block coroutine functions, with all that call them, in one fix.

What their bodies then need is planned on a project in which they are coroutine functions already.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence

from asyncfix.detect.detection import Detection
from asyncfix.detect.loops.nested import KIND as STARTS_LOOP
from asyncfix.detect.serving.handlers import Handlers
from asyncfix.model import Applicability, Edit, HeldBack, Plan, Strategy
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.cancellation import cut_off
from asyncfix.plan.proofs.awaits.guards import await_problem
from asyncfix.plan.proofs.awaits.shared import split_update
from asyncfix.plan.proofs.calls.stand_ins import handed_in_tests, mocked, promised_only
from asyncfix.plan.proofs.conversion.closed import ClosedSet, NotClosed, closed_set, edits_of
from asyncfix.plan.proposal import Problem, Proposal, Refusal, united
from asyncfix.plan.repairs.supposed import detections, supposing, there
from asyncfix.project.project import Definition

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
    supposed = supposing(context, found.members.values())
    doubt = ""
    for site in found.calls:
        here = there(supposed, site)
        if reason := await_problem(supposed, here):
            where = f"{site.path}, line {site.view.span(site.node).line}"
            return Refusal(f"not all its callers can await it: {reason} ({where})")
        doubt = doubt or split_update(supposed, here) or cut_off(supposed, here)
        doubt = doubt or _promised(supposed, here)
    awaited = [(site.path, site.view.span(site.node)) for site in found.calls]
    wrong = detections(supposed, frozenset(found.members), awaited)
    name = reached.targets[0].function.name
    for item in wrong:
        if item.kind == STARTS_LOOP:
            return Refusal(f"in `{name}`: `{item.finding.call}` starts an event loop")
    inner = plan(supposed, handlers, wrong)
    doubt = doubt or context.off_loop.change(found.members.values())
    if inner.held_back:
        return _held_up(name, inner.held_back, doubt)
    inside = [edit for fix in inner.fixes for edit in fix.edits]
    if other := _on_a_line_of(inside, found.members.values()):
        return Refusal(f"something is to be repaired on the line that defines `{other}`")
    edits = [*edits_of(found), *inside]
    proposal = Proposal(
        (problem.finding,),
        Strategy.NATIVE,
        _title(found),
        tuple(edits),
        requires=tuple(name for fix in inner.fixes for name in fix.requires),
    )
    for fix in inner.fixes:
        if fix.applicability is Applicability.UNSAFE:
            proposal = proposal.doubted(fix.reason, fix.acceptable)
    return proposal.doubted(doubt)


def _promised(supposed: Context, site: Site) -> str:
    """Why a call may be one of another class's plain method, or of a mock."""
    called = site.node.func if isinstance(site.node, ast.Call) else None
    if not isinstance(called, ast.Attribute):
        return ""
    return (
        promised_only(supposed, site, called)
        or mocked(supposed, site, called)
        or handed_in_tests(supposed, site, called)
    )


def _on_a_line_of(edits: Iterable[Edit], members: Iterable[Definition]) -> str:
    """A function on whose first line something changes: `async` moves what stands there."""
    first = {(item.module.path, item.function.span.line): item for item in members}
    for edit in edits:
        for line in (edit.span.line, edit.span.end_line):
            if (edit.path, line) in first:
                return first[edit.path, line].function.name
    return ""


def _held_up(name: str, held: Sequence[HeldBack], doubt: str) -> Refusal:
    """The refusal for what stays in the function of that name."""
    acceptable = () if doubt else united(*(item.acceptable for item in held))
    return Refusal(f"in `{name}`: {held[0].reason}", acceptable)


def _title(found: ClosedSet) -> str:
    names = sorted({f"`{item.function.name}`" for item in found.members.values()})
    listed = ", ".join(names) if len(names) < 4 else f"{names[0]} and {len(names) - 1} others"
    await_there = "await it in all its callers" if len(names) == 1 else "await them in all callers"
    return f"make {listed} async, and {await_there}"
