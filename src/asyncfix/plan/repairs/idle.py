"""Plans for handlers that are coroutine functions without need: nothing, if nobody asks for more.

A plain handler takes a thread for each request, which costs more than it gains if nothing blocks.
"""

from __future__ import annotations

from asyncfix.detect.serving.handlers import Handlers
from asyncfix.plan.context import Context
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.repairs.downgrade import make_sync

_COST = (
    "each request would take one of the threads that plain handlers share, and go there and back"
)


def make_idle_sync(context: Context, handlers: Handlers, problem: Problem) -> Proposal | Refusal:
    """The plain function, where `--strategy def` asks for it."""
    if context.settings.strategy != "def":
        return Refusal(f"it does no harm; as a plain `def` (`--strategy def`), {_COST}")
    answer = make_sync(context, handlers, (problem,))
    if isinstance(answer, Refusal):
        return answer
    return answer.doubted(_COST)
