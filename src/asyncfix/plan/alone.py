"""The findings that have one repair, whatever else is wrong in their function; by their kind."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from asyncfix.plan.called import pass_callable
from asyncfix.plan.calls import awaited
from asyncfix.plan.context import Context
from asyncfix.plan.locks import use_async_lock
from asyncfix.plan.nested import await_in_place
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.tasks import keep_task

Planner = Callable[[Context, Problem], Proposal | Refusal]


def _await(context: Context, problem: Problem) -> Proposal | Refusal:
    view = problem.site.view
    for parent in view.ancestors(problem.site.node):
        if isinstance(parent, ast.Await):
            return Refusal("the `await` further left belongs in parentheses with the call")
        if not isinstance(parent, ast.Attribute | ast.Subscript):
            break
    return awaited(context, problem)


PLANNERS: Mapping[str, Planner] = {
    "await": _await,
    "nested-loop": await_in_place,
    "called": pass_callable,
    "task": keep_task,
    "lock": use_async_lock,
}
