"""Says whether callers rely on a coroutine function that has never let go of the loop so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.across import (
    as_callers_see,
    goes_back_at_once,
    gone_above,
    gone_below,
    looked_before,
    used_later,
)
from asyncfix.plan.proofs.awaits.flags import set_below
from asyncfix.plan.proofs.awaits.looked_at import Use, waits
from asyncfix.plan.proofs.awaits.shared import SET, TAKEN, split_update
from asyncfix.plan.proofs.calls.waited_for import waited_for
from asyncfix.project.callgraph import Key, key_of
from asyncfix.project.project import Definition

_MOST = 30


class _Waited(NamedTuple):
    """A function that now waits: what it needs afterwards, and what it has read before."""

    definition: Definition
    below: Sequence[Use]
    above: Sequence[Use]

    def with_more(self, below: Sequence[Use], above: Sequence[Use]) -> _Waited:
        """The same with what another place adds where it waits."""
        return _Waited(self.definition, (*self.below, *below), (*self.above, *above))


def split_in_caller(context: Context, site: Site) -> str:
    """What callers of the function around a site rely on once it waits there; "" if nothing.

    As long as the function awaited nothing, no other task could come in between what a caller
    uses before it awaits the function, and after; nor in the callers of one that awaits only such
    functions. And what it uses itself, after the site, was there as long as it did not wait before;
    what it read before the site, its callers find there.
    """
    definition = context.definition(site)
    pending = [_Waited(definition, used_later(context, site), looked_before(context, site))]
    seen = {key_of(definition)}
    while pending:
        current = pending.pop()
        pauses = _lets_go(context, current.definition)
        callers: dict[Key, _Waited] = {}
        matters = current.below or current.above or not pauses
        for place, by_task in waited_for(context, current.definition) if matters else ():
            lets_go = pauses or by_task
            caller = context.definition(place)
            below, above = current.below, as_callers_see(context, place, current.above)
            reason = _missing(context, place, below, above)
            if not (reason or lets_go):
                reason = split_update(context, place, (place.node,))
                reason = reason or context.file_uses.contended(caller)
            if reason:
                return f"`{caller.function.name}` awaits it: {reason}"
            key = key_of(caller)
            if key not in seen and len(seen) < _MOST:
                later = [] if lets_go else used_later(context, place)
                before = above if goes_back_at_once(context, place) else ()
                known = callers.get(key, _Waited(caller, (), ()))
                callers[key] = known.with_more(_still(context, place, below) + later, before)
        seen.update(callers)
        pending.extend(callers.values())
    return ""


def _missing(context: Context, site: Site, below: Sequence[Use], above: Sequence[Use]) -> str:
    """What one of a caller and a function that it awaits there looks at, and the other needs."""
    if state := gone_below(context, site, below) or gone_above(context, site, above):
        return TAKEN.format(state)
    state = set_below(context, site, below)
    return SET.format(state) if state else ""


def _still(context: Context, site: Site, below: Sequence[Use]) -> list[Use]:
    """What of that matters above a caller: nothing if it has surely waited before."""
    has_waited = waits(context, site, site.function_node.lineno, site.node.lineno)
    return [] if has_waited else list(below)


def _lets_go(context: Context, definition: Definition) -> bool:
    """Whether a function lets other tasks in already; a plain one gives only what does."""
    return definition.function.is_async and context.suspension.of(definition)
