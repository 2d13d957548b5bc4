"""Rewrites client libraries' calls for an asynchronous client, where that is proved exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from asyncfix.model import Finding
from asyncfix.plan.clients.planner import plan_library
from asyncfix.plan.clients.table import client
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
    return answers
