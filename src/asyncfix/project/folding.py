"""Follows a function with some of its names known: which of its code cannot run then.

Only what is certain is decided: a test of constants, and what comes after a `return`. A name that
is bound to anything that is not known is not known any more.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from asyncfix.model import Span
from asyncfix.project.constants import Known, Names, Unknown, asks_for_loop, holds, value_of
from asyncfix.project.view import FunctionNode, View, walk_scope


class Folded(NamedTuple):
    """The code that cannot run, and the names that are known at each statement that can."""

    dead: list[Span]
    known: list[tuple[Span, Names]]

    def runs(self, span: Span) -> bool:
        """Whether what stands at a span can run."""
        return not any(item.contains(span) for item in self.dead)

    def names_at(self, span: Span) -> Names:
        """The names that are known where the span is."""
        inner = [(place, names) for place, names in self.known if place.contains(span)]
        return max(inner, key=lambda item: item[0][:2])[1] if inner else {}


def fold(view: View, function: FunctionNode, names: Names) -> Folded:
    """Follows the function from its start, with these names known."""
    folder = _Folder(view)
    folder.block(function.body, dict(names))
    return Folded(folder.dead, folder.known)


class _Folder:
    def __init__(self, view: View) -> None:
        self._view = view
        self.dead: list[Span] = []
        self.known: list[tuple[Span, Names]] = []

    def block(self, statements: Sequence[ast.stmt], names: dict[str, Known]) -> bool:
        """Follows statements, and keeps `names` up to date. Whether they surely end the block."""
        for index, statement in enumerate(statements):
            self.known.append((self._view.span(statement), dict(names)))
            if self._statement(statement, names):
                self._kill(statements[index + 1 :])
                return True
        return False

    def _kill(self, nodes: Iterable[ast.stmt | ast.expr]) -> None:
        self.dead += [self._view.span(node) for node in nodes]

    def _statement(self, node: ast.stmt, names: dict[str, Known]) -> bool:
        self._choices(node, names)
        if isinstance(node, ast.If):
            return self._if(node, names)
        if isinstance(node, ast.Return | ast.Raise | ast.Continue | ast.Break):
            return True
        if isinstance(node, ast.With | ast.AsyncWith):
            _forget(names, [item.optional_vars for item in node.items if item.optional_vars])
            return self.block(node.body, names) and not _may_suppress(node)
        if isinstance(node, ast.Assign | ast.AnnAssign):
            self._assign(node, names)
            return False
        if isinstance(node, ast.Try) and _asks_for_loop(node):
            return self._try_for_loop(node, names)
        if isinstance(node, ast.Try):  # its body starts with what is known, its handlers do not
            self.block(node.body, dict(names))
        _forget(names, [node])
        for body in _bodies(node):
            self.block(body, dict(names))
        return False

    def _if(self, node: ast.If, names: dict[str, Known]) -> bool:
        truth = holds(node.test, names)
        _forget(names, [node.test])
        if truth is not None:
            self._kill(node.orelse if truth else node.body)
            return self.block(node.body if truth else node.orelse, names)
        first, second = dict(names), dict(names)
        ends, other_ends = self.block(node.body, first), self.block(node.orelse, second)
        after = [each for each, ended in ((first, ends), (second, other_ends)) if not ended]
        kept = after[0] if after else {}
        names.clear()
        names.update(
            (name, value)
            for name, value in kept.items()
            if all(name in each and each[name] is value for each in after)
        )
        return not after

    def _try_for_loop(self, node: ast.Try, names: dict[str, Known]) -> bool:
        """A `try` that looks whether a loop runs: one does, so that nothing is raised."""
        for handler in node.handlers:
            self._kill(handler.body)
        ends = self.block(node.body, names) or self.block(node.orelse, names)
        return self.block(node.finalbody, names) or ends

    def _assign(self, node: ast.Assign | ast.AnnAssign, names: dict[str, Known]) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        value: Known = None
        known = node.value is not None and len(targets) == 1 and isinstance(targets[0], ast.Name)
        if known and node.value is not None:
            try:
                value = value_of(node.value, names)
            except Unknown:
                known = False
        _forget(names, [node])
        if known and isinstance(targets[0], ast.Name):
            names[targets[0].id] = value

    def _choices(self, node: ast.stmt, names: Names) -> None:
        """The branches of conditional expressions, and of `and` and `or`, that cannot run."""
        for part in walk_scope(node):
            if isinstance(part, ast.IfExp):
                truth = holds(part.test, names)
                if truth is not None:
                    self._kill([part.orelse if truth else part.body])
            elif isinstance(part, ast.BoolOp):
                stops = isinstance(part.op, ast.Or)
                for index, item in enumerate(part.values[:-1]):
                    if holds(item, names) is stops:
                        self._kill(part.values[index + 1 :])
                        break
            if isinstance(part, ast.stmt) and part is not node:
                return  # what is further in is looked at with what is known there


def _asks_for_loop(node: ast.Try) -> bool:
    """Whether all that a `try` does is to ask for the running loop."""
    if len(node.body) != 1 or not isinstance(node.body[0], ast.Assign | ast.Expr | ast.Return):
        return False
    return node.body[0].value is not None and asks_for_loop(node.body[0].value)


def _bodies(node: ast.stmt) -> list[list[ast.stmt]]:
    if isinstance(node, FunctionNode | ast.ClassDef):
        return []
    names = ("orelse", "finalbody") if isinstance(node, ast.Try) else ("body", "orelse")
    bodies = [getattr(node, name, []) for name in names]
    if isinstance(node, ast.Try):
        bodies += [handler.body for handler in node.handlers]
    if isinstance(node, ast.Match):
        bodies += [case.body for case in node.cases]
    return [body for body in bodies if body]


def _may_suppress(node: ast.With | ast.AsyncWith) -> bool:
    """Whether the code after a `with` may run although its body is left by an exception."""
    return any(isinstance(item, ast.Raise) for item in walk_scope(node))


def _forget(names: dict[str, Known], nodes: Iterable[ast.AST]) -> None:
    """Takes the names out that the nodes bind."""
    for node in nodes:
        for part in (node, *walk_scope(node)):
            if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
                names.pop(part.id, None)
            elif isinstance(part, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and part.name:
                names.pop(part.name, None)
            elif isinstance(part, ast.alias):
                names.pop((part.asname or part.name).partition(".")[0], None)
            elif isinstance(part, FunctionNode | ast.ClassDef):
                names.pop(part.name, None)
            elif isinstance(part, ast.Global | ast.Nonlocal):
                for name in part.names:
                    names.pop(name, None)
