"""The findings that have one repair, whatever else is wrong in their function; by their kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from asyncfix.plan.context import Context
from asyncfix.plan.proposal import Problem, Proposal, Refusal

PLANNERS: Mapping[str, str] = {
    "await": "asynchronous.add_await",
    "async-with": "asynchronous.enter_async",
    "async-for": "asynchronous.iterate_async",
    "collect": "asynchronous.collect",
    "nested-loop": "nested.await_in_place",
    "loop-below": "nested.leave_helper",
    "called": "called.pass_callable",
    "task": "tasks.keep_task",
    "lock": "locks.use_async_lock",
    "superseded": "executors.use_to_thread",
    "shortcut": "shortcuts.wrap_argument",
    "successor": "successors.follow_successor",
    "advice": "advice.add_argument",
    "mixture": "mixtures.take_apart",
    "lazy-load": "lazy_loads.load_eagerly",
    "thread-state": "context_variables.use_context_variables",
}
"""What plans for each kind: a function in `repairs`, whose module is imported when it is needed."""

ASYNCHRONOUS = frozenset({"await", "async-with", "async-for", "collect"})
"""The kinds whose repair waits for something, so that the function has to stay asynchronous."""


def plan_alone(context: Context, problem: Problem) -> Proposal | Refusal:
    """The repair of a finding of such a kind."""
    module, _, name = PLANNERS[problem.kind].partition(".")
    plan: Callable[[Context, Problem], Proposal | Refusal]
    plan = getattr(import_module(f"asyncfix.plan.repairs.{module}"), name)
    return plan(context, problem)
