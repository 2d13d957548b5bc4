"""Offloads statements as one piece: a `with`, a loop, the life of a connection."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asyncfix.model import Applicability, Argument, Confidence, Edit, Strategy
from asyncfix.plan.code import flow, names
from asyncfix.plan.code.lives import statements_to_move
from asyncfix.plan.code.reads import names_are_looked_at
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.guards import await_problem
from asyncfix.plan.proofs.awaits.shared import split_update
from asyncfix.plan.proofs.threads.in_thread import read_in_thread, written_in_thread
from asyncfix.plan.proofs.threads.tame import first_wild
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.repairs.pieces import offload_pieces
from asyncfix.project.view import walk_run


def offload_block(context: Context, problem: Problem) -> Proposal | Refusal:
    """Moves the statements that the finding is about into a function that runs in a thread."""
    site = problem.site
    run = statements_to_move(context, problem)
    if isinstance(run, Refusal):
        return run
    edit = hoist(context, site, run, helper_name(problem))
    if isinstance(edit, Refusal):
        return _in_pieces(context, problem, edit)
    title = f"run the block in a thread with `{edit.text('offload')}`"
    proposal = Proposal((problem.finding,), Strategy.THREAD, title, (edit,))
    reason = ""
    if problem.finding.confidence is Confidence.HEURISTIC:
        reason = "how long it runs is its caller's choice, and a thread takes turns from the loop"
    reason = race(context, site, run, edit) or reason
    if not reason:
        return proposal
    if isinstance(site.node, ast.With):
        pieces = offload_pieces(context, problem)
        if isinstance(pieces, Proposal) and pieces.applicability is Applicability.SAFE:
            return pieces
    return proposal.doubted(reason)


def _in_pieces(context: Context, problem: Problem, refusal: Refusal) -> Proposal | Refusal:
    """What can be done where the block cannot be moved as a whole."""
    entry = problem.entry
    if not isinstance(problem.site.node, ast.With) or entry is None or entry.bound:
        return refusal
    pieces = offload_pieces(context, problem)
    if pieces == refusal:
        return refusal
    if isinstance(pieces, Refusal):
        return Refusal(f"{refusal.reason}; nor can it be taken call by call: {pieces.reason}")
    return pieces


def race(context: Context, site: Site, run: Sequence[ast.stmt], edit: Edit) -> str:
    """What other tasks and the thread could do to each other."""
    split = split_update(context, site.at(run[0]), tuple(run))
    if split:
        return split
    target = flow.value_target(run) if edit.text("result") == "value" else None
    state = written_in_thread(site, run, target)
    if state:
        return f"the thread would change `{state}` while other tasks may be looking at it"
    if each := context.stateful.own_among(site.module, site.scope, walk_run(run)):
        return f"`{each}` is another one in each thread"
    state = read_in_thread(context, site, run)
    if state:
        return f"other tasks may change `{state}` while the thread goes through it"
    return ""


def helper_name(problem: Problem) -> str:
    """What a function is called that does what the finding is about."""
    return problem.entry.helper if problem.entry is not None and problem.entry.helper else "work"


def hoist(
    context: Context,
    site: Site,
    run: Sequence[ast.stmt],
    name: str,
    given: frozenset[str] = frozenset(),
    whole: bool = False,
) -> Edit | Refusal:
    """The edit that moves a run of sibling statements into a nested function, if it is exact.

    `given` are names of objects that may be used in any thread, one after another. `whole`: what
    the last one assigns to moves as well, because storing there blocks.
    """
    place = site.at(run[0])
    refused = (
        await_problem(context, place)
        or flow.problem(site, run)
        or first_wild(context, site, run, given)
    )
    if refused:
        return Refusal(refused)
    if names_are_looked_at(site.function_node):
        return Refusal("the function looks at its own names, and would find another one")
    bound = names.bindings(site, run)
    result = flow.result(context, site, run, bound)
    if isinstance(result, Refusal):
        return result
    result = "" if whole and result == "value" else result
    spelled, _ = context.offload(site)
    first, last = site.view.span(run[0]), site.view.span(run[-1])
    span = type(first)(first.line, first.column, last.end_line, last.end_column)
    shared = () if result == "value" else bound.shared
    arguments: dict[str, Argument] = {
        "offload": spelled.text,
        "name": context.fresh(site, name),
        "nonlocals": shared,
        "globals": bound.globals,
        "declare": () if result == "value" else bound.undeclared,
        "result": result,
        "outcome": context.fresh(site, "outcome") if result == "maybe" else "",
    }
    return Edit(site.path, span, "move_block_to_thread", arguments, spelled.imports)
