"""Says what a function reads before a new `await` and needs after it, when it may be gone."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from asyncfix.model import Span
from asyncfix.plan.code.order import runs_after
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.state.accesses import ASKING, is_test, nodes_of
from asyncfix.plan.proofs.state.touch import Touch
from asyncfix.project.nodes import COMPREHENSIONS, WAITING
from asyncfix.project.view import FunctionNode, View

_CHOOSING = (ast.If, ast.While, ast.For, ast.Match, ast.ExceptHandler)
_FIRST = ("test", "iter", "subject")


class Use(NamedTuple):
    """A use of shared state, in that line, by a node, or by code that the function calls there.

    `span` is that of such a call. `asks`: it looks what there is.
    """

    line: int
    touch: Touch
    node: ast.expr | None = None
    span: Span | None = None
    asks: bool = False

    @property
    def called(self) -> bool:
        """Whether code uses it that the function calls."""
        return self.node is None


def gone_by_then(context: Context, site: Site, first: int, last: int) -> str:
    """What the function reads before those lines, where it is to wait, and needs after them, or "".

    That is what other functions set to nothing, or take out. Where the function waits in between
    already, or looks again whether it is there, nothing is new.
    """
    before = list(lost(context, site, first))
    return gone(context, site, before, needed_after(context, site, last) if before else ())


def gone(
    context: Context,
    site: Site,
    before: Iterable[Use],
    needed: Sequence[Use],
    first: int | None = None,
    last: int | None = None,
) -> str:
    """What of that was read, is needed then, and may be gone; "" if nothing.

    The function does not wait in between: from the line of the read, or the `first` given, on to
    that of the need, or the `last`.
    """
    for read in before if needed else ():
        same = (x for x in needed if context.effects.meet(read.touch, x.touch, site.path))
        used = next(same, None)
        if used is None or used.asks:
            continue
        if not waits(context, site, first or read.line, last or used.line):
            return read.touch.text
    return ""


def needed_after(context: Context, site: Site, last: int) -> list[Use]:
    """What the function reads after a site that ends in that line, in order.

    Looks that decide nothing are left out.
    """
    begin = begin_after(site, last)
    lines = frozenset(range(site.node.lineno, last_line(site) + 1))
    found = [
        x._replace(asks=asks(site, x))
        for x in outside(site, reads(context, site, lines))
        if x.line >= begin or _is_after(site, x)
    ]
    looks = [x for x in found if x.span is not None and x.touch.asks]
    meet = context.effects.meet
    for index, use in enumerate(found if looks else ()):
        if any(x.span == use.span and meet(x.touch, use.touch, site.path) for x in looks):
            found[index] = use._replace(asks=True)  # the code that is called looks itself
    return in_order(x for x in found if counts(x))


def in_order(found: Iterable[Use]) -> list[Use]:
    """Uses as they come, but for conditional expressions, in which the test stands later."""
    return sorted(found, key=lambda item: (item.line, not item.asks))


def _is_after(site: Site, use: Use) -> bool:
    """Whether something that the site's statement uses is read once the site has run."""
    node: ast.AST | None = use.node
    if use.span is not None:
        node = site.view.node(use.span)
    is_item = use.node is not None and bool(use.touch.key)
    return node is not None and runs_after(site.view, node, site.node, is_item)


def end_of(site: Site) -> int:
    """The line in which the site's node ends."""
    return site.node.end_lineno or site.node.lineno


def last_line(site: Site) -> int:
    """The line in which the function around a site ends."""
    function = site.function_node
    return function.end_lineno or function.lineno


def begin_after(site: Site, last: int) -> int:
    """The first line of what runs after a wait that ends in that line, or begins each turn."""
    if isinstance(site.node, ast.AsyncFor):
        return site.node.lineno + 1
    return site.node.lineno if isinstance(site.node, COMPREHENSIONS) else last + 1


def counts(use: Use) -> bool:
    """Whether a read tests something again, or needs it to be there still."""
    return use.asks or not use.touch.asks


def asks(site: Site, use: Use) -> bool:
    """Whether a read after the pause looks again what there is, and acts on it.

    Of code that is called it counts what it looks at itself, where its answer is tested.
    """
    if use.node is not None:
        return not _is_needed(site, use.node) and _is_tested(site.view, use.node)
    looks = use.touch.asks or not use.touch.key
    return looks and use.span is not None and _is_tested(site.view, site.view.node(use.span))


def _is_needed(site: Site, node: ast.expr) -> bool:
    """Whether the code goes on from there to a part of it, which has to be there."""
    around = site.view.parents.get(node)
    if isinstance(around, ast.Attribute):
        return around.attr not in ASKING
    return isinstance(around, ast.Subscript) and around.value is node


def _is_tested(view: View, node: ast.AST) -> bool:
    """Whether what a node stands for decides how the function goes on, or is what it lists."""
    for parent in view.ancestors(node):
        if isinstance(parent, FunctionNode):
            return False
        if is_test(parent, node):
            return True
        node = parent
    return False


def lost(context: Context, site: Site, last: int) -> Iterator[Use]:
    """What it reads up to that line, before the site, and what others take away.

    What a coroutine reads that it waits for there may come after its pause, and is not meant.
    """
    definition, loses = context.definition(site), context.off_loop.loses
    for item in outside(site, reads_up_to(context, site, last)):
        if _is_known(site, item) and loses(definition, item.touch):
            yield item


def outside(site: Site, found: Iterable[Use]) -> Iterator[Use]:
    """Uses but for those of the coroutine that is waited for there, if it is one."""
    waited = made_for(site)
    return (x for x in found if waited is None or x.span != waited)


def _is_known(site: Site, use: Use) -> bool:
    """Whether it is known whose state it is, or the function tests it, which is as telling."""
    touch = use.touch
    of_whom = touch.key or touch.cls or not touch.place.startswith(".")
    return bool(of_whom) or asks(site, use)


def reads_up_to(context: Context, site: Site, last: int) -> Iterator[Use]:
    """What it reads up to that line, before the site."""
    lines = frozenset(range(site.function_node.lineno, last + 1))
    return (x for x in reads(context, site, lines) if not _is_after(site, x))


def made_for(site: Site) -> Span | None:
    """What makes the coroutine that is waited for at a site; None where what is there blocks."""
    node = site.node
    if isinstance(node, ast.AsyncFor):
        return site.view.span(node.iter)
    if isinstance(node, COMPREHENSIONS):
        return site.view.span(node.generators[0].iter)
    if not isinstance(node, ast.expr):
        return None
    around = site.view.parents[node]
    returned = isinstance(around, ast.Return) and not site.function.is_async
    waits = returned or isinstance(around, ast.Await | ast.withitem)
    return site.view.span(node) if waits else None


def uses(context: Context, site: Site, lines: frozenset[int]) -> Iterator[Use]:
    """What the function uses in those lines, or the code that it calls there."""
    if not lines:
        return
    definition, node, effects = context.definition(site), site.function_node, context.effects
    for access in effects.accesses(definition, node, effects.outer(definition, node)):
        if access.line in lines:
            touch = effects.touch(definition, access)
            if touch is not None:
                yield Use(access.line, touch, access.node)
    for line, _, touch, span in effects.called(definition):
        if line in lines:
            yield Use(line, touch, span=span)


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
