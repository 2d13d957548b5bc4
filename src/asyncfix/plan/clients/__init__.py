"""Rewrites client libraries' calls for an asynchronous client, where that is proved exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from asyncfix.model import Finding, Span
from asyncfix.plan.clients.doubts import NAMELESS
from asyncfix.plan.clients.planner import plan_library
from asyncfix.plan.clients.reading import allowing, client
from asyncfix.plan.clients.table import Client
from asyncfix.plan.context import Context
from asyncfix.plan.proposal import Problem, Proposal, Refusal


def plan_client_calls(
    context: Context, problems: Sequence[Problem], beside: Sequence[Problem]
) -> Mapping[Finding, Proposal | Refusal]:
    """What becomes of the client libraries' calls of one function.

    Each problem's entry names its client; `beside` is what else blocks there, and has no native
    fix. A proposal may answer several findings. Raises CatalogueError for a table that cannot be
    used.
    """
    by_library: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.entry is not None:
            by_library.setdefault(problem.entry.client, []).append(problem)
    answers: dict[Finding, Proposal | Refusal] = {}
    for library, items in by_library.items():
        if library not in context.clients:
            known = context.catalogue
            context.clients[library] = client(known, library, {*known.acceptable, NAMELESS})
        table = context.clients[library]
        if table is None:
            answers |= {item.finding: Refusal("it has no known async client") for item in items}
        else:
            accepted = allowing(table, context.settings.http_accept)
            answers |= plan_library(context, accepted, items, beside)
            answers |= _doubted(context, table, items, beside, answers)
    return answers


def _doubted(
    context: Context,
    table: Client,
    problems: Sequence[Problem],
    beside: Sequence[Problem],
    certain: Mapping[Finding, Proposal | Refusal],
) -> Mapping[Finding, Proposal | Refusal]:
    """What becomes native at least with doubts, where nothing else is wanted.

    It takes nothing from what is certain, unless fixes that are unsafe are wanted. Where something
    else is wanted, the refusals say what would have to be accepted.
    """
    settings = context.settings
    refused = {item.finding for item in problems if isinstance(certain[item.finding], Refusal)}
    if not refused:
        return {}
    doubted = plan_library(context, table, problems, beside)
    if settings.strategy != "native":
        return {
            finding: _released(certain[finding].reason, answer)
            for finding, answer in doubted.items()
            if finding in refused and isinstance(answer, Proposal) and answer.acceptable
        }
    if not settings.unsafe_fixes:
        return {
            finding: answer
            for finding, answer in doubted.items()
            if finding in refused and (isinstance(answer, Refusal) or refused >= {*answer.findings})
        }
    made = [answer for answer in doubted.values() if isinstance(answer, Proposal)]
    return {
        finding: answer
        for finding, answer in doubted.items()
        if finding in refused or isinstance(answer, Proposal) or _meets(certain[finding], made)
    }


def _meets(answer: Proposal | Refusal, others: Sequence[Proposal]) -> bool:
    """Whether a proposal opens a client around, or within, what another one opens one around."""
    mine = _opened(answer) if isinstance(answer, Proposal) else []
    return any(
        one.contains(other) or other.contains(one)
        for one in mine
        for proposal in others
        for other in _opened(proposal)
    )


def _opened(proposal: Proposal) -> list[Span]:
    return [edit.span for edit in proposal.edits if edit.codemod == "open_client"]


def _released(reason: str, doubted: Proposal) -> Refusal:
    """The refusal for that reason, with all that would have to be accepted."""
    known = reason if doubted.reason in reason else doubted.reason
    return Refusal(known, doubted.acceptable)
