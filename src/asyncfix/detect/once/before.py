"""Says whether one place of a function surely runs before another."""

from __future__ import annotations

import ast
from collections.abc import Sequence

_LISTS = ("body", "orelse", "finalbody")
_MAYBE = (ast.IfExp, ast.BoolOp, ast.comprehension, ast.Lambda)


def comes_before(earlier: Sequence[ast.AST], later: Sequence[ast.AST]) -> bool:
    """Whether whoever comes to the one has passed the other; each is given from outside in.

    The statement that the earlier one is in must stand in the same block as the later one, or as
    a statement around that, and before it; or be a `with` around it.
    """
    size = next((i for i, node in enumerate(earlier) if _is_last_statement(earlier, i)), -1)
    if size < 0 or len(later) <= size or any(isinstance(x, _MAYBE) for x in earlier[size:]):
        return False
    if any(one is not other for one, other in zip(earlier[:size], later[:size], strict=True)):
        return False
    first, second = earlier[size], later[size]
    if first is second:
        entered = isinstance(first, ast.With | ast.AsyncWith)
        return entered and any(isinstance(item, ast.stmt) for item in later[size + 1 :])
    return isinstance(second, ast.stmt) and _follows(earlier[:size], first, second)


def _is_last_statement(nodes: Sequence[ast.AST], index: int) -> bool:
    rest = nodes[index + 1 :]
    return isinstance(nodes[index], ast.stmt) and not any(isinstance(x, ast.stmt) for x in rest)


def _follows(around: Sequence[ast.AST], first: ast.AST, second: ast.AST) -> bool:
    """Whether two statements stand in one block, in this order."""
    if not around:
        return _starts(first) < _starts(second)
    blocks = (getattr(around[-1], name, None) for name in _LISTS)
    return any(
        isinstance(block, list) and first in block and second in block for block in blocks
    ) and _starts(first) < _starts(second)


def _starts(node: ast.AST) -> tuple[int, int]:
    return (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
