"""Says what to do about an application that uses the same thing in two ways."""

from __future__ import annotations

from asyncfix.plan.context import Context
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.project.inference import Ref


def take_apart(context: Context, problem: Problem) -> Proposal | Refusal:
    """There is no fix: which of the two stays is for a person to say."""
    call = problem.site.module.call_at(problem.finding.span)
    value = context.inference.value(problem.site.module, call.func) if call is not None else None
    ways = (
        item.way_out
        for item in context.catalogue.mixtures.values()
        if isinstance(value, Ref) and item.asynchronous == value.name
    )
    return Refusal(next(ways, "it is not known what it makes"))
