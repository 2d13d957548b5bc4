"""Repairs a coroutine that a plain function forgets: the function, and all that call it, await."""

from __future__ import annotations

from asyncfix.model import Applicability, Edit, Strategy
from asyncfix.plan.context import Context
from asyncfix.plan.proofs.awaits.guards import NOT_IN_COROUTINE, await_problem
from asyncfix.plan.proofs.conversion.closed import NotClosed, closed_set, edits_of
from asyncfix.plan.proposal import Problem, Proposal, Refusal


def await_in_callers(context: Context, problem: Problem) -> Proposal | Refusal:
    """`async def` for the function, `await` for the call in it and wherever it is called."""
    site, name = problem.site, problem.site.function.name
    why = f"`{name}` is a plain `def`"
    advice = "make it an `async def`, and await it wherever it is called"
    if site.view.enclosing_function(site.node) is not site.function_node:
        return Refusal(f"{why}: {advice}")
    reason = await_problem(context, site)
    if reason != NOT_IN_COROUTINE:
        return Refusal(reason)
    try:
        found = closed_set(context, context.definition(site))
    except NotClosed as error:
        return Refusal(f"{why}, and {error}: {advice}")
    for call in found.calls:
        reason = await_problem(context, call)
        if reason and not (reason == NOT_IN_COROUTINE and not call.function.is_async):
            line = call.view.span(call.node).line
            return Refusal(f"{why}, and {call.path}, line {line}, does not await it: {advice}")
    edits = (*edits_of(found), Edit(site.path, problem.finding.span, "add_await"))
    title = f"make `{name}` an `async def`, and await it in its callers"
    doubt = f"`{name}` becomes a coroutine function: code outside of the project must await it, too"
    findings = (problem.finding,)
    return Proposal(findings, Strategy.AWAIT, title, edits, Applicability.UNSAFE, doubt)
