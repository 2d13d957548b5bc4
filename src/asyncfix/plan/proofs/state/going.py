"""Says what goes through what a call gives, or is given: the same statement, or code further on."""

from __future__ import annotations

import ast
from typing import NamedTuple

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Refusal
from asyncfix.project.calling import CONSUMING, LAZY
from asyncfix.project.inference import Bound, Ref

_GOING = LAZY | CONSUMING
_GROUPING = frozenset({"itertools.groupby"})


def chain_of(context: Context, site: Site, call: ast.Call) -> list[ast.Call]:
    """A call and those around it up to the one that goes through what all before it give.

    For `enumerate(rows())` in `list(enumerate(rows()))` that is `list(…)`.
    """
    chain, parent = [call], site.view.parents[call]
    while isinstance(parent, ast.Call) and chain[-1] in parent.args:
        if not _is(context, site, chain[-1], LAZY) or not _is(context, site, parent, _GOING):
            break
        chain, parent = [*chain, parent], site.view.parents[parent]
    return chain


class Going(NamedTuple):
    """How what a call gives is gone through in a thread.

    `collected`: by `list`, for a loop. `whole`: that call is made in the thread, with what it is
    given.
    """

    collected: bool
    whole: bool


def going(context: Context, site: Site, call: ast.Call) -> Going | Refusal:
    """How that is done; it is refused if it happens neither in the call nor around it."""
    lazy = _is(context, site, call, LAZY)
    goes_through = not lazy and _is(context, site, call, CONSUMING)
    collected = not goes_through and _is_iterated(site, call)
    return (
        Refusal(_later(call)) if lazy and not collected else Going(collected, lazy or not collected)
    )


def gone_through_later(context: Context, site: Site, call: ast.Call) -> str:
    """Why a statement does not go through what such a call gives; empty if it does."""
    node: ast.expr = call
    while isinstance(node, ast.GeneratorExp) or _is(context, site, node, LAZY):
        parent = site.view.parents[node]
        if isinstance(parent, ast.comprehension):
            comprehension = site.view.parents[parent]
            if not isinstance(comprehension, ast.GeneratorExp):
                return ""
            node = comprehension
        elif isinstance(parent, ast.Call) and node in parent.args:
            node = parent
        else:
            return "" if _takes_items(parent) else _later(call)
    return "" if node is call or _is(context, site, node, CONSUMING) else _later(call)


def _takes_items(node: ast.AST) -> bool:
    """Whether it goes through what stands in it, as `*…` and `x in …` do."""
    if isinstance(node, ast.Compare):
        return isinstance(node.ops[-1], ast.In | ast.NotIn)
    return isinstance(node, ast.Starred | ast.AugAssign | ast.YieldFrom)


def is_grouping(context: Context, site: Site, call: ast.Call) -> bool:
    """Whether it gives groups, each of which is lost when the next one is asked for."""
    return _is(context, site, call, _GROUPING)


def _later(call: ast.Call) -> str:
    return f"what `{ast.unparse(call.func)}` gives may be gone through later, on the event loop"


def _is_iterated(site: Site, call: ast.Call) -> bool:
    """Whether the call gives what a loop, or a star, goes through item by item."""
    parent = site.view.parents[call]
    if isinstance(parent, ast.Starred):
        return True
    return isinstance(parent, ast.For | ast.comprehension) and parent.iter is call


def _is(context: Context, site: Site, node: ast.expr, names: frozenset[str]) -> bool:
    """Whether it is a call of one of the functions of these names."""
    value = context.value(site, node.func) if isinstance(node, ast.Call) else None
    return isinstance(value, Ref | Bound) and value.name in names
