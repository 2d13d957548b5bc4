"""Says what a function looks at before a new `await` and uses after it, when it may be gone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.accesses import accesses, nodes_of
from asyncfix.plan.proofs.effects import Touch
from asyncfix.project.view import FunctionNode

_WAITING = (ast.Await, ast.AsyncFor, ast.AsyncWith)


class _Read(NamedTuple):
    """A read of shared state, in that line."""

    line: int
    touch: Touch


def gone_by_then(context: Context, site: Site, first: int, last: int) -> str:
    """What the function tests before those lines, where it is to wait, and uses after them, or "".

    That is what other functions set to nothing, or take out. Where the function waits in between
    already, or tests it again, nothing is new.
    """
    tested = frozenset(line for item in nodes_of(site.function_node) for line in _tested(item))
    before = frozenset(line for line in tested if line <= first)
    definition = context.definition(site)
    loses = context.off_loop.loses
    lost = [x for x in _reads(context, site, before) if loses(definition, x.touch)]
    lines = range(last + 1, (site.function_node.end_lineno or last) + 1) if lost else ()
    after = list(_reads(context, site, frozenset(lines)))
    for read in lost:
        same = [x for x in after if context.effects.meet(read.touch, x.touch, site.path)]
        used = min((item.line for item in same), default=None)
        if used is None or used in tested or _waits(site.function_node, read.line, used):
            continue
        return read.touch.text
    return ""


def _reads(context: Context, site: Site, lines: frozenset[int]) -> Iterator[_Read]:
    """What the function reads in those lines, or the code that it calls there."""
    if not lines:
        return
    definition, node, effects = context.definition(site), site.function_node, context.effects
    for access in accesses(node, effects.own(definition, node), effects.outer(definition, node)):
        if access.line in lines and not access.writes:
            touch = effects.touch(definition, access)
            if touch is not None:
                yield _Read(access.line, touch)
    for line, _, touch in effects.called(definition):
        if line in lines and not touch.writes:
            yield _Read(line, touch)


def _tested(node: ast.AST) -> Iterator[int]:
    """The lines of what decides how a function goes on, or tells how long something is."""
    if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert | ast.Match):
        test = node.subject if isinstance(node, ast.Match) else node.test
        yield from range(test.lineno, (test.end_lineno or test.lineno) + 1)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
        yield node.lineno


def _waits(function: FunctionNode, first: int, last: int) -> bool:
    return any(isinstance(x, _WAITING) and first <= x.lineno <= last for x in nodes_of(function))
