"""Says what a function looks at before a new `await` and uses after it, when it may be gone."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.state.accesses import nodes_of, tested
from asyncfix.plan.proofs.state.touch import Touch
from asyncfix.project.nodes import COMPREHENSIONS, WAITING
from asyncfix.project.view import FunctionNode

_CHOOSING = (ast.If, ast.While, ast.For, ast.Match, ast.ExceptHandler)
_FIRST = ("test", "iter", "subject")


class Use(NamedTuple):
    """A use of shared state, in that line. `called`: by code that the function calls.

    `asks`: it looks what there is.
    """

    line: int
    touch: Touch
    called: bool = False
    asks: bool = False


def gone_by_then(context: Context, site: Site, first: int, last: int) -> str:
    """What the function tests before those lines, where it is to wait, and uses after them, or "".

    That is what other functions set to nothing, or take out. Where the function waits in between
    already, or tests it again, nothing is new.
    """
    asking, lost = _asking(site), list(_lost(context, site, first))
    lines = range(_begin(site, last), (site.function_node.end_lineno or last) + 1) if lost else ()
    after = [x for x in reads(context, site, frozenset(lines)) if _counts(x, x.line in asking)]
    for read in lost:
        same = [x for x in after if context.effects.meet(read.touch, x.touch, site.path)]
        used = min((item.line for item in same), default=None)
        if used is None or used in asking or waits(context, site, read.line, used):
            continue
        return read.touch.text
    return ""


def gone_below(context: Context, site: Site, below: Sequence[Use]) -> str:
    """The same of what a function that is called there uses once it has waited."""
    line, definition = site.node.lineno, context.definition(site)
    loses = context.off_loop.loses
    needed = [x for x in below if not x.touch.writes and _counts(x, x.asks)]
    needed = [x for x in needed if loses(definition, x.touch)]  # which is found out but once
    for read in _lost(context, site, line) if needed else ():
        same = (x for x in needed if context.effects.meet(read.touch, x.touch, site.path))
        used = next(same, None)
        if used is not None and not used.asks and not waits(context, site, read.line, line):
            return read.touch.text
    return ""


def _begin(site: Site, last: int) -> int:
    """The first line of what runs after a wait that ends in that line, or begins each turn."""
    if isinstance(site.node, ast.AsyncFor):
        return site.node.lineno + 1
    return site.node.lineno if isinstance(site.node, COMPREHENSIONS) else last + 1


def _counts(use: Use, asks: bool) -> bool:
    """Whether a read tests something again, or needs it to be there still."""
    return asks or not use.touch.asks


def used_later(context: Context, site: Site) -> list[Use]:
    """What the function uses after the site, where it is to wait for the first time, in order."""
    function, asking = site.function_node, _asking(site)
    if waits(context, site, function.lineno, site.node.lineno):
        return []
    loop = next((x for x in site.view.ancestors(site.node) if isinstance(x, ast.For)), None)
    last = site.node.end_lineno or site.node.lineno
    begin = _begin(site, last) if loop is None else loop.lineno + 1
    lines = frozenset(range(begin, (function.end_lineno or begin) + 1))
    found = sorted(uses(context, site, lines), key=lambda item: item.line)
    return [item._replace(asks=item.line in asking) for item in found]


def _asking(site: Site) -> frozenset[int]:
    """The lines of the function in which it looks what there is."""
    return frozenset(line for item in nodes_of(site.function_node) for line in tested(item))


def _lost(context: Context, site: Site, last: int) -> Iterator[Use]:
    """What it looks at up to that line, and what others take away."""
    before = frozenset(line for line in _asking(site) if line <= last)
    definition, loses = context.definition(site), context.off_loop.loses
    return (x for x in reads(context, site, before) if loses(definition, x.touch))


def uses(context: Context, site: Site, lines: frozenset[int]) -> Iterator[Use]:
    """What the function uses in those lines, or the code that it calls there."""
    if not lines:
        return
    definition, node, effects = context.definition(site), site.function_node, context.effects
    for access in effects.accesses(definition, node, effects.outer(definition, node)):
        if access.line in lines:
            touch = effects.touch(definition, access)
            if touch is not None:
                yield Use(access.line, touch)
    for line, _, touch in effects.called(definition):
        if line in lines:
            yield Use(line, touch, True)


def reads(context: Context, site: Site, lines: frozenset[int]) -> Iterator[Use]:
    """What it reads there."""
    return (item for item in uses(context, site, lines) if not item.touch.writes)


def waits(context: Context, site: Site, first: int, last: int) -> bool:
    """Whether the function surely waits from the first line on, before it comes to the last.

    `await client.send()` uses the client before it waits.
    """
    return any(
        isinstance(node, WAITING)
        and first <= node.lineno < last
        and not _is_left_out(site, node, last)
        and context.suspension.at(site.module, site.function.scope, node)
        for node in nodes_of(site.function_node)
    )


def _is_left_out(site: Site, node: ast.AST, last: int) -> bool:
    """Whether the function may come to the last line without that node."""
    child = node
    for parent in site.view.ancestors(node):
        if isinstance(parent, FunctionNode):
            return False
        is_over = isinstance(parent, _CHOOSING) and (parent.end_lineno or last) < last
        if is_over and not any(child is getattr(parent, name, None) for name in _FIRST):
            return True
        child = parent
    return False
