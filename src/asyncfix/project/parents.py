"""Which nodes of a tree are around others, found out as it is asked for."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping


class Parents:
    """The nodes around nodes; `look` takes in a node that has not been asked for."""

    __slots__ = ("_known", "_look")

    def __init__(self, known: Mapping[ast.AST, ast.AST], look: Callable[[ast.AST], None]) -> None:
        self._known = known
        self._look = look

    def get(self, node: ast.AST) -> ast.AST | None:
        """The node directly around one; None for a tree's root, and for one of another tree."""
        if node not in self._known:
            self._look(node)
        return self._known.get(node)

    def __contains__(self, node: ast.AST) -> bool:
        return self.get(node) is not None

    def __getitem__(self, node: ast.AST) -> ast.AST:
        found = self.get(node)
        if found is None:
            raise KeyError(node)
        return found
