"""Says what a function and one that it waits for rely on together, when one of them now pauses."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.looked_at import (
    Use,
    asks,
    begin_after,
    counts,
    end_of,
    gone,
    in_order,
    last_line,
    lost,
    made_for,
    needed_after,
    reads,
    reads_up_to,
    uses,
    waits,
)
from asyncfix.plan.proofs.state.accesses import nodes_of
from asyncfix.plan.proofs.state.touch import Touch


def used_later(context: Context, site: Site) -> list[Use]:
    """What the function uses after the site, where it is to wait for the first time, in order."""
    if waits(context, site, site.function_node.lineno, site.node.lineno):
        return []
    loop = next((x for x in site.view.ancestors(site.node) if isinstance(x, ast.For)), None)
    begin = begin_after(site, end_of(site)) if loop is None else loop.lineno + 1
    lines = frozenset(range(begin, last_line(site) + 1))
    return in_order(x._replace(asks=asks(site, x)) for x in uses(context, site, lines))


def gone_below(context: Context, site: Site, below: Sequence[Use]) -> str:
    """What the caller reads and a function needs that it waits for, once that has waited, or ""."""
    line, definition = site.node.lineno, context.definition(site)
    loses = context.off_loop.loses
    needed = [x for x in below if not x.touch.writes and counts(x)]
    needed = [x for x in needed if loses(definition, x.touch)]  # which is found out but once
    return gone(context, site, lost(context, site, line), needed, last=line)


def looked_before(context: Context, site: Site) -> list[Use]:
    """What the function reads before the site, and others take away.

    As it is, that is there still when its callers go on, or those who go through what it yields.
    What it reads of what it was handed belongs to it: whose that is, its callers know.
    """
    line = site.node.lineno
    yields = (x.lineno for x in nodes_of(site.function_node) if isinstance(x, ast.Yield))
    end = min((x for x in yields if x >= line), default=last_line(site) + 1)
    found = [*lost(context, site, line)]
    found += [x for x in reads_up_to(context, site, line) if _is_handed(x.touch)]
    return [x for x in found if not waits(context, site, x.line, end)]


def as_callers_see(context: Context, site: Site, above: Sequence[Use]) -> Sequence[Use]:
    """What a function read before it waited, as seen where a caller waits for it."""
    if not any(_is_handed(x.touch) for x in above):
        return above
    waited, loses = made_for(site), context.off_loop.loses
    lines = frozenset(range(site.node.lineno, end_of(site) + 1))
    found = [
        x for x in reads(context, site, lines) if waited and x.span and waited.contains(x.span)
    ]
    definition = context.definition(site)
    handed = [x for x in found if _is_handed(x.touch) or loses(definition, x.touch)]
    return [x for x in above if not _is_handed(x.touch)] + handed


def _is_handed(touch: Touch) -> bool:
    """Whether it is something that the function gets as an argument, or in it."""
    return bool(touch.root) and "#" in touch.place and touch.place.endswith(f".{touch.root}")


def gone_above(context: Context, site: Site, above: Sequence[Use]) -> str:
    """What a caller needs once it has waited there for a function that read it before, or ""."""
    needed = needed_after(context, site, end_of(site)) if above else ()
    return gone(context, site, above, needed, first=end_of(site) + 1)


def goes_back_at_once(context: Context, site: Site) -> bool:
    """Whether the function may come to its end after the site without another wait."""
    return not waits(context, site, end_of(site) + 1, last_line(site) + 1)
