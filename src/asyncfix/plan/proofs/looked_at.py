"""Says what a function looks at before a new `await` and uses after it, when it may be gone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.accesses import nodes_of, tested
from asyncfix.plan.proofs.touch import Touch
from asyncfix.project.view import FunctionNode

WAITING = (ast.Await, ast.AsyncFor, ast.AsyncWith)
_CHOOSING = (ast.If, ast.While, ast.For, ast.Match, ast.ExceptHandler)
_FIRST = ("test", "iter", "subject")


class Use(NamedTuple):
    """A use of shared state, in that line. `called`: by code that the function calls."""

    line: int
    touch: Touch
    called: bool = False


def gone_by_then(context: Context, site: Site, first: int, last: int) -> str:
    """What the function tests before those lines, where it is to wait, and uses after them, or "".

    That is what other functions set to nothing, or take out. Where the function waits in between
    already, or tests it again, nothing is new.
    """
    asking = frozenset(line for item in nodes_of(site.function_node) for line in tested(item))
    before = frozenset(line for line in asking if line <= first)
    definition = context.definition(site)
    loses = context.off_loop.loses
    lost = [x for x in reads(context, site, before) if loses(definition, x.touch)]
    lines = range(last + 1, (site.function_node.end_lineno or last) + 1) if lost else ()
    after = list(reads(context, site, frozenset(lines)))
    for read in lost:
        same = [x for x in after if context.effects.meet(read.touch, x.touch, site.path)]
        used = min((item.line for item in same), default=None)
        if used is None or used in asking or waits(site, read.line, used):
            continue
        return read.touch.text
    return ""


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


def waits(site: Site, first: int, last: int) -> bool:
    """Whether the function surely waits from the first line on, before it comes to the last.

    `await client.send()` uses the client before it waits.
    """
    return any(
        isinstance(node, WAITING)
        and first <= node.lineno < last
        and not _is_left_out(site, node, last)
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
