"""Says whether callers rely on a coroutine function that has never let go of the loop so far."""

from __future__ import annotations

from collections.abc import Sequence

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.flags import set_below
from asyncfix.plan.proofs.awaits.looked_at import Use, gone_below, used_later, waits
from asyncfix.plan.proofs.awaits.shared import SET, TAKEN, split_update
from asyncfix.plan.proofs.calls.waited_for import waited_for
from asyncfix.project.callgraph import key_of
from asyncfix.project.project import Definition

_MOST = 30


def split_in_caller(context: Context, site: Site) -> str:
    """What callers of the function around a site rely on once it waits there; "" if nothing.

    As long as the function awaited nothing, no other task could come in between what a caller
    uses before it awaits the function, and after; nor in the callers of one that awaits only such
    functions. And what it uses itself, after the site, was there as long as it did not wait before.
    """
    definition = context.definition(site)
    pending, seen = [(definition, used_later(context, site))], {key_of(definition)}
    while pending:
        current, below = pending.pop()
        lets_go = _lets_go(context, current)
        for place in waited_for(context, current) if below or not lets_go else ():
            caller = context.definition(place)
            reason = _missing_below(context, place, below)
            if not (reason or lets_go):
                reason = split_update(context, place, (place.node,))
                reason = reason or context.file_uses.contended(caller)
            if reason:
                return f"`{caller.function.name}` awaits it: {reason}"
            if key_of(caller) not in seen and len(seen) < _MOST:
                seen.add(key_of(caller))
                later = [] if lets_go else used_later(context, place)
                pending.append((caller, _still(context, place, below) + later))
    return ""


def _missing_below(context: Context, site: Site, below: Sequence[Use]) -> str:
    """What a caller looks at before it awaits a function that uses it once it has waited."""
    if state := gone_below(context, site, below):
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
