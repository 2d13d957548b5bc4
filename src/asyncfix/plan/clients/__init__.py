"""Rewrites client libraries' calls for an asynchronous client, where that is proved exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from asyncfix.model import Finding
from asyncfix.plan.clients.planner import plan_library
from asyncfix.plan.clients.reading import client
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
        table = client(context.catalogue, library)
        if table is None:
            answers |= {item.finding: Refusal("it has no known async client") for item in items}
        else:
            answers |= plan_library(context, table, items, beside)
            answers |= _doubted(context, library, items, beside, answers)
    return answers


def _doubted(
    context: Context,
    library: str,
    problems: Sequence[Problem],
    beside: Sequence[Problem],
    certain: Mapping[Finding, Proposal | Refusal],
) -> Mapping[Finding, Proposal | Refusal]:
    """What becomes native at least with doubts, where nothing else is wanted.

    It takes nothing from what is certain, unless fixes that are unsafe are wanted.
    """
    settings = context.settings
    table = client(context.catalogue, library, doubts=True)
    refused = {item.finding for item in problems if isinstance(certain[item.finding], Refusal)}
    if settings.strategy != "native" or not refused or table is None:
        return {}
    return {
        finding: answer
        for finding, answer in plan_library(context, table, problems, beside).items()
        if (finding in refused and isinstance(answer, Refusal))
        or (
            isinstance(answer, Proposal)
            and (settings.unsafe_fixes or refused >= {*answer.findings})
        )
    }
