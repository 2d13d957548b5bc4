"""Says which names hold a value that may still be read, at the two ends of a run of statements.

It is the usual analysis, backwards over the statements, with an exception possible anywhere.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from asyncfix.plan.code.reads import bound_by, read_by
from asyncfix.project.nodes import is_try
from asyncfix.project.view import FunctionNode

Names = frozenset[str]
_NONE: Names = frozenset()


class Jumps(NamedTuple):
    """What is live where control goes when it does not go on to the next statement."""

    raised: Names = _NONE
    broken: Names = _NONE
    continued: Names = _NONE
    returned: Names = _NONE

    def through(self, cleanup: Names) -> Jumps:
        """The jumps out of a `try` whose `finally` starts with these names live."""
        return Jumps(cleanup, cleanup, cleanup, cleanup)

    def all(self) -> Names:
        """What is live at any of them."""
        return self.raised | self.broken | self.continued | self.returned


def live_before(run: Sequence[ast.stmt]) -> Names:
    """The names that statements may read before they bind them."""
    return _Analysis(()).before(run, _NONE, Jumps())


def live_after(function: FunctionNode, run: Sequence[ast.stmt]) -> Names:
    """The names that the function may read after a run of its statements, however that ends."""
    analysis = _Analysis(run)
    analysis.before(function.body, _NONE, Jumps())
    return analysis.found


class _Analysis:
    """One pass over a function. `found` is what is live where the watched statements end."""

    def __init__(self, run: Sequence[ast.stmt]) -> None:
        self._last = run[-1] if run else None
        self._jumps_out = any(
            isinstance(node, ast.Break | ast.Continue | ast.Return)
            for statement in run
            for node in ast.walk(statement)
        )
        self.found: Names = _NONE

    def before(self, statements: Sequence[ast.stmt], after: Names, jumps: Jumps) -> Names:
        """What is live before the statements, given what is after them."""
        live = after
        for statement in reversed(statements):
            if statement is self._last:
                self.found |= live | (jumps.all() if self._jumps_out else jumps.raised)
            live = self._statement(statement, live, jumps) | jumps.raised
        return live

    def _statement(self, node: ast.stmt, after: Names, jumps: Jumps) -> Names:
        if isinstance(node, ast.If):
            return (
                read_by(node.test)
                | self.before(node.body, after, jumps)
                | self.before(node.orelse, after, jumps)
            )
        if isinstance(node, ast.While | ast.For | ast.AsyncFor):
            return self._loop(node, after, jumps)
        if isinstance(node, ast.With | ast.AsyncWith):
            # a context manager may swallow what is raised in its block
            inside = jumps._replace(raised=jumps.raised | after)
            live = self.before(node.body, after, inside)
            for item in reversed(node.items):
                live = (live - _stored(item.optional_vars)) | read_by(item)
            return live
        if isinstance(node, ast.Match):
            return self._match(node, after, jumps)
        if is_try(node):
            return self._try(node, after, jumps)
        if isinstance(node, ast.Break):
            return jumps.broken
        if isinstance(node, ast.Continue):
            return jumps.continued
        if isinstance(node, ast.Return | ast.Raise):
            return read_by(node) | (jumps.returned if isinstance(node, ast.Return) else _NONE)
        return (after - frozenset(_surely_bound(node))) | read_by(node)

    def _loop(self, node: ast.While | ast.For | ast.AsyncFor, after: Names, jumps: Jumps) -> Names:
        done = self.before(node.orelse, after, jumps)
        head = done
        while True:
            inside = jumps._replace(broken=after, continued=head)
            body = self.before(node.body, head, inside)
            if isinstance(node, ast.While):
                new = head | body | read_by(node.test)
            else:
                new = head | (body - _stored(node.target)) | read_by(node.target)
            if new == head:
                return head if isinstance(node, ast.While) else head | read_by(node.iter)
            head = new

    def _match(self, node: ast.Match, after: Names, jumps: Jumps) -> Names:
        live = after | read_by(node.subject)
        for case in node.cases:
            inside = self.before(case.body, after, jumps)
            if case.guard is not None:
                inside |= read_by(case.guard)
            live |= (inside - frozenset(_stored_in(case.pattern))) | read_by(case.pattern)
        return live

    def _try(self, node: ast.stmt, after: Names, jumps: Jumps) -> Names:
        blocks = _TryParts.of(node)
        if blocks.final:
            after = self.before(blocks.final, after | jumps.all(), jumps)
            jumps = jumps.through(after)
        caught = jumps.raised
        for handler in blocks.handlers:
            inside = self.before(handler.body, after, jumps) - {handler.name or ""}
            caught |= inside | (read_by(handler.type) if handler.type is not None else _NONE)
        otherwise = self.before(blocks.orelse, after, jumps)
        return self.before(blocks.body, otherwise, jumps._replace(raised=caught))


class _TryParts(NamedTuple):
    """The blocks of a `try`, with `except` or `except*`."""

    body: list[ast.stmt]
    handlers: list[ast.ExceptHandler]
    orelse: list[ast.stmt]
    final: list[ast.stmt]

    @staticmethod
    def of(node: ast.stmt) -> _TryParts:
        names = ("body", "handlers", "orelse", "finalbody")
        return _TryParts(*(getattr(node, name) for name in names))


def _surely_bound(node: ast.stmt) -> Iterator[str]:
    """The names that a simple statement or definition binds whenever it ends normally."""
    targets: Iterable[ast.expr] = ()
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        targets = (node.target,)
    elif isinstance(node, ast.Import | ast.ImportFrom | ast.ClassDef | FunctionNode):
        yield from bound_by(node)
    for target in targets:
        yield from _stored_in(target)


def _stored(target: ast.expr | None) -> Names:
    return frozenset(_stored_in(target)) if target is not None else _NONE


def _stored_in(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if not isinstance(part, ast.Name) or isinstance(part.ctx, ast.Store):
            yield from bound_by(part)
