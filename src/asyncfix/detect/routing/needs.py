"""Finds the names of a function on which it depends what stands in one of its places."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from asyncfix.project.view import FunctionNode, View


class Needs:
    """The names that names depend on, by function."""

    def __init__(self) -> None:
        self._bound: dict[ast.AST, list[tuple[frozenset[str], frozenset[str]]]] = {}

    def of(self, view: View, nodes: Iterable[ast.AST], statement: ast.AST) -> frozenset[str]:
        """Those that matter to some nodes of a statement, and to whether it runs.

        What the names themselves are bound by, in the functions around, matters as well.
        """
        names: set[str] = set()
        for node in nodes:
            names |= _names(node)
        for parent in view.ancestors(statement):
            if isinstance(parent, FunctionNode):
                self._close(parent, names)
            elif isinstance(parent, ast.If | ast.While):
                names |= _names(parent.test)
            elif isinstance(parent, ast.For):
                names |= _names(parent.iter)
        return frozenset(names)

    def _close(self, function: FunctionNode, names: set[str]) -> None:
        if function not in self._bound:
            self._bound[function] = [*_bound(function)]
        size = -1
        while size != len(names):
            size = len(names)
            for targets, values in self._bound[function]:
                if not names.isdisjoint(targets):
                    names |= values


def _names(node: ast.AST) -> frozenset[str]:
    return frozenset(item.id for item in ast.walk(node) if isinstance(item, ast.Name))


def _bound(function: FunctionNode) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    for item in ast.walk(function):
        if isinstance(item, ast.For):
            yield _names(item.target), _names(item.iter)
        elif isinstance(item, ast.AnnAssign | ast.NamedExpr) and item.value is not None:
            yield _names(item.target), _names(item.value)
        elif isinstance(item, ast.Assign):
            for target in item.targets:
                yield _names(target), _names(item.value)
