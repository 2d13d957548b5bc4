"""Repairs calls that lack a keyword: it is added."""

from __future__ import annotations

from asyncfix.detect.libraries.advice import advice_for
from asyncfix.model import Applicability, Edit, Strategy
from asyncfix.plan.context import Context
from asyncfix.plan.proposal import Problem, Proposal, Refusal


def add_argument(context: Context, problem: Problem) -> Proposal | Refusal:
    """`async_sessionmaker(engine, expire_on_commit=False)`."""
    site = problem.site
    call = site.module.call_at(problem.finding.span)
    advice = advice_for(context.inference, site.module, call) if call is not None else None
    if advice is None:
        return Refusal("it is not known what it lacks")
    text = f"{advice.keyword}={advice.value}"
    edit = Edit(site.path, problem.finding.span, "add_argument", {"argument": text})
    unsafe = Applicability.UNSAFE if advice.doubt else Applicability.SAFE
    return Proposal(
        (problem.finding,), Strategy.NATIVE, f"add `{text}`", (edit,), unsafe, advice.doubt
    )
