"""The findings that have one repair, whatever else is wrong in their function; by their kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from asyncfix.plan.advice import add_argument
from asyncfix.plan.asynchronous import add_await, collect, enter_async, iterate_async
from asyncfix.plan.called import pass_callable
from asyncfix.plan.context import Context
from asyncfix.plan.context_variables import use_context_variables
from asyncfix.plan.executors import use_to_thread
from asyncfix.plan.lazy_loads import load_eagerly
from asyncfix.plan.locks import use_async_lock
from asyncfix.plan.mixtures import take_apart
from asyncfix.plan.nested import await_in_place
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.shortcuts import wrap_argument
from asyncfix.plan.successors import follow_successor
from asyncfix.plan.tasks import keep_task

Planner = Callable[[Context, Problem], Proposal | Refusal]

PLANNERS: Mapping[str, Planner] = {
    "await": add_await,
    "async-with": enter_async,
    "async-for": iterate_async,
    "collect": collect,
    "nested-loop": await_in_place,
    "called": pass_callable,
    "task": keep_task,
    "lock": use_async_lock,
    "superseded": use_to_thread,
    "shortcut": wrap_argument,
    "successor": follow_successor,
    "advice": add_argument,
    "mixture": take_apart,
    "lazy-load": load_eagerly,
    "thread-state": use_context_variables,
}

ASYNCHRONOUS = frozenset({"await", "async-with", "async-for", "collect"})
"""The kinds whose repair waits for something, so that the function has to stay asynchronous."""
