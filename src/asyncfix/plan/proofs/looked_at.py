"""Says what a function looks at before a new `await` and uses after it, when it may be gone."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.accesses import nodes_of
from asyncfix.plan.proofs.effects import Touch
from asyncfix.project.view import FunctionNode

_WAITING = (ast.Await, ast.AsyncFor, ast.AsyncWith)


class _Read(NamedTuple):
    """A read of shared state. `tested`: it decides how the function goes on, or how far."""

    line: int
    touch: Touch
    tested: bool


def gone_by_then(context: Context, site: Site, first: int, last: int) -> str:
    """What the function tests before those lines, where it is to wait, and uses after them, or "".

    That is what other functions set to nothing, or take out. Where the function waits in between
    already, or tests it again, nothing is new.
    """
    reads = _reads(context, site)
    after = [item for item in reads if item.line > last]
    for read in (item for item in reads if item.tested and item.line <= first):
        same = [x for x in after if context.effects.meet(read.touch, x.touch, site.path)]
        used = min(same, key=lambda item: item.line, default=None)
        if used is None or used.tested or _waits(site.function_node, read.line, used.line):
            continue
        if context.off_loop.loses(context.definition(site), read.touch):
            return read.touch.text
    return ""


def _reads(context: Context, site: Site) -> Sequence[_Read]:
    definition, node = context.definition(site), site.function_node
    effects = context.effects
    tested = {line for item in nodes_of(node) for line in _tested(item)}
    uses = [(line, touch) for line, _, touch in effects.next_to(definition)]
    for access in effects.accesses(definition, node, effects.outer(definition, node)):
        touch = effects.touch(definition, access)
        uses += [(access.line, touch)] if touch is not None else []
    return [_Read(line, touch, line in tested) for line, touch in uses if not touch.writes]


def _tested(node: ast.AST) -> Iterator[int]:
    """The lines of what decides how a function goes on, or tells how long something is."""
    if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
        yield from range(node.test.lineno, (node.test.end_lineno or node.test.lineno) + 1)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
        yield node.lineno


def _waits(function: FunctionNode, first: int, last: int) -> bool:
    return any(isinstance(x, _WAITING) and first <= x.lineno <= last for x in nodes_of(function))
