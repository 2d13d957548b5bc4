"""Offloads what a coroutine function does with a unit of work that it was handed, run by run.

What stands between two awaits moves as one piece; a single call of a helper moves by itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.model import Applicability, Strategy
from asyncfix.plan.answers import Answers
from asyncfix.plan.code import flow
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.state.units import units_of
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.repairs.blocks import helper_name, hoist
from asyncfix.plan.repairs.through import offload


def offload_units(context: Context, problems: Sequence[Problem]) -> Answers:
    """Proposals for the findings that work with a session or the like; none for the others."""
    if not problems:
        return {}
    site = problems[0].site
    units = units_of(context.inference, context.definition(site))
    at_work = [item for item in problems if units & _names_in(site.view.statement(item.site.node))]
    answers = _offloaded(context, units, at_work, frozenset())
    rest = [item for item in at_work if item.finding not in answers]
    awaited = frozenset(item.site.node for item in at_work if item.finding in answers)
    return answers | _offloaded(context, units, rest, awaited)


def _offloaded(
    context: Context,
    units: frozenset[str],
    problems: Sequence[Problem],
    awaited: frozenset[ast.AST],
) -> Answers:
    """The findings that can move, with nothing of what will be awaited among them."""
    answers: Answers = {}
    for run, items in _runs(problems, awaited):
        used = _names_in(*run) & units
        piece = _in_one_piece(context, used, run, items)
        for item in items:
            alone = _alone(context, used, item)
            first, second = (alone, piece) if len(items) == 1 else (piece, alone)
            answer = second if isinstance(first, Refusal) else first
            if isinstance(answer, Proposal):
                answers[item.finding] = answer
    return answers


def _names_in(*nodes: ast.AST) -> frozenset[str]:
    found = (item for node in nodes for item in ast.walk(node))
    return frozenset(item.id for item in found if isinstance(item, ast.Name))


def _runs(
    problems: Sequence[Problem], awaited: frozenset[ast.AST]
) -> Iterator[tuple[list[ast.stmt], list[Problem]]]:
    """The findings that stand in one run of statements without an await, with that run."""
    run: list[ast.stmt] = []
    items: list[Problem] = []
    for problem in sorted(problems, key=lambda item: item.finding.order):
        statement = _movable(problem.site, awaited)
        if _waits(awaited, [statement]):
            continue
        longer = _reaching(problem.site, run, statement, awaited) if run else None
        if longer is None:
            if run:
                yield run, items
            run, items = [statement], []
        else:
            run = longer
        items.append(problem)
    if run:
        yield run, items


def _waits(awaited: frozenset[ast.AST], statements: Sequence[ast.stmt]) -> bool:
    """Whether a call that will be awaited stands in statements."""
    return any(not awaited.isdisjoint(ast.walk(statement)) for statement in statements)


def _movable(site: Site, awaited: frozenset[ast.AST]) -> ast.stmt:
    """The outermost statement around a node that a plain function can hold, or the innermost."""
    found = site.view.statement(site.node)
    current: ast.AST = found
    for parent in site.view.ancestors(found):
        if parent is site.function_node:
            break
        if isinstance(parent, ast.stmt):
            if flow.problem(site, [parent]) or _waits(awaited, [parent]):
                break
            current = parent
    return current if isinstance(current, ast.stmt) else found


def _reaching(
    site: Site, run: list[ast.stmt], statement: ast.stmt, awaited: frozenset[ast.AST]
) -> list[ast.stmt] | None:
    """The run with all up to a later statement; None if something between has to stay."""
    block = site.view.block(run[0])
    if statement in run:
        return run
    if statement not in block:
        return None
    longer = block[block.index(run[0]) : block.index(statement) + 1]
    return None if flow.problem(site, longer) or _waits(awaited, longer) else longer


def _alone(context: Context, used: frozenset[str], item: Problem) -> Proposal | Refusal:
    """The call of a helper in a thread."""
    if item.reached is None:
        return Refusal("it is a call on the unit of work itself")
    answer = offload(context, item, used)
    if isinstance(answer, Refusal):
        return answer
    return answer.doubted(_doubt(used))


def _in_one_piece(
    context: Context, used: frozenset[str], run: list[ast.stmt], items: Sequence[Problem]
) -> Proposal | Refusal:
    """The run of statements in a thread."""
    edit = hoist(context, items[0].site, run, helper_name(items[0]), used)
    if isinstance(edit, Refusal):
        return edit
    title = f"run what works with `{min(used)}` in a thread with `{edit.text('offload')}`"
    findings = tuple(item.finding for item in items)
    return Proposal(findings, Strategy.THREAD, title, (edit,), Applicability.UNSAFE, _doubt(used))


def _doubt(used: frozenset[str]) -> str:
    """Why it is unsafe at best: what the unit of work is used for later is not in sight."""
    return (
        f"a request that is cancelled would close `{min(used)}` while the thread works with it,"
        " and what is read of its objects afterwards may still load on the event loop"
    )
