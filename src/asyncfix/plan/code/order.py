"""Says in which order parts of one statement run."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asyncfix.project.nodes import COMPREHENSIONS
from asyncfix.project.view import View


def runs_after(view: View, node: ast.AST, first: ast.AST, item: bool = False) -> bool:
    """Whether a node runs after another one of its statement has run.

    `item`: it is asked for one of its items, as late as the subscript or the call around it runs.
    """
    around, last = [first, *view.ancestors(first)], node
    if node in around:
        return node is not first
    for parent in view.ancestors(node):
        if parent is first:
            return False
        if parent in around:
            parts = _in_order(parent)
            later = parts.index(last) > parts.index(around[around.index(parent) - 1])
            return later or (item and last is _asked(parent))
        if not isinstance(parent, ast.expr | ast.comprehension | ast.keyword):
            return False
        last = parent
    return False


def _in_order(node: ast.AST) -> Sequence[ast.AST]:
    """The parts of a node as they run: values before the targets that get them."""
    parts = [*ast.iter_child_nodes(node)]
    late = [x for x in parts if _is_late(node, x)]
    return [*(x for x in parts if x not in late), *late]


def _is_late(node: ast.AST, part: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return part in node.targets
    if isinstance(node, ast.AnnAssign):
        return part is node.target
    return isinstance(node, COMPREHENSIONS) and not isinstance(part, ast.comprehension)


def _asked(node: ast.AST) -> ast.expr | None:
    """What a node asks for something: the container of a subscript, the function of a call."""
    if isinstance(node, ast.Subscript):
        return node.value
    return node.func if isinstance(node, ast.Call) else None
