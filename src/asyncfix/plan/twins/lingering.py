"""Says where what a call has left to be read stays open longer than before.

The thread of the twin lets go of an object only with the next call on what it was made of.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.plan.context import Context
from asyncfix.plan.twins.facts import Fact, Remark
from asyncfix.plan.twins.held import Held
from asyncfix.plan.twins.homes import functions_called
from asyncfix.plan.twins.tables import Tables
from asyncfix.project.nodes import is_try
from asyncfix.project.view import ScopeNode, View, walk_scope

_WAITING = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield, ast.YieldFrom)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_HEADERS = ("test", "iter", "items", "subject")
_BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")


def lingering(context: Context, tables: Tables, held: Held, member: str) -> Iterator[Fact]:
    """What is said of a call on an object without a variable, where other code works meanwhile."""
    owner = _owner(held.node)
    if owner is None:
        return
    followed = _Followed(context, tables, held.view, ast.unparse(owner))
    if followed.by_others(held.view.statement(held.node)):
        yield Remark(held.key, held.twin.lingering[member])


def _owner(node: ast.expr) -> ast.expr | None:
    """The variable that a chain of calls begins with."""
    owner = None
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node = node.func.value
    return owner


class _Followed:
    """Answers what comes after a statement, until something is called on `owner` again."""

    def __init__(self, context: Context, tables: Tables, view: View, owner: str) -> None:
        self._context = context
        self._tables = tables
        self._view = view
        self._owner = owner

    def by_others(self, statement: ast.stmt) -> bool:
        """Whether other code works before that."""
        if any(self._is_other(node) for node in walk_scope(statement)):
            return True
        if isinstance(statement, ast.Return | ast.Raise):
            return False
        child: ast.stmt | ast.ExceptHandler | ast.match_case = statement
        for parent in self._view.ancestors(statement):
            if isinstance(parent, ScopeNode):
                break
            if isinstance(parent, ast.expr):
                continue
            for block in _from(parent, child):
                known = self._in(block)
                if known is not None:
                    return known
            if isinstance(parent, ast.With) and self._opens(parent):
                return False
            if isinstance(parent, _LOOPS) and any(map(self._is_other, walk_scope(parent))):
                return True
            if isinstance(parent, ast.stmt | ast.ExceptHandler | ast.match_case):
                child = parent
        known = self._in(_after(getattr(parent, "body", []), child))
        return bool(known)

    def _in(self, statements: Sequence[ast.AST]) -> bool | None:
        """Whether other code comes first in statements; None: neither does."""
        for statement in statements:
            if self._is_used_first(statement):
                return False
            if any(self._is_other(node) for node in (statement, *walk_scope(statement))):
                return True
        return None

    def _is_used_first(self, statement: ast.AST) -> bool:
        """Whether a statement begins with a use of the owner, or is one."""
        heads = [getattr(statement, name, []) for name in _HEADERS]
        parts = [part for head in heads for part in (head if isinstance(head, list) else [head])]
        is_simple = not hasattr(statement, "body") and not hasattr(statement, "cases")
        among = [statement] if is_simple else parts
        return any(
            isinstance(node, ast.expr) and ast.unparse(node) == self._owner
            for part in among
            for node in ast.walk(part)
            if isinstance(node, ast.Name | ast.Attribute)
        )

    def _opens(self, block: ast.With) -> bool:
        names = [item.optional_vars for item in block.items]
        return any(name is not None and ast.unparse(name) == self._owner for name in names)

    def _is_other(self, node: ast.AST) -> bool:
        """Whether a node waits, calls a function of the project, or works with another one."""
        if isinstance(node, _WAITING):
            return True
        if not isinstance(node, ast.Call):
            return False
        owner = _owner(node)
        twin = self._tables.held(self._context, self._view, owner) if owner is not None else None
        if twin is not None:
            return bool(twin.exclusive) and ast.unparse(owner or node) != self._owner
        return bool(functions_called(self._context, self._view, node))


def _from(parent: ast.AST, child: ast.AST) -> Iterator[Sequence[ast.AST]]:
    """The statements that follow one in the blocks of what it is in."""
    found = False
    for field in _BLOCKS:
        block = getattr(parent, field, [])
        if not isinstance(block, list):
            continue  # a lambda's
        if child in block:
            found = True
            if field in ("body", "orelse", "finalbody"):
                yield _after(block, child)
        elif found and (field == "finalbody" or is_try(parent)):
            yield block


def _after(block: Sequence[ast.AST], child: ast.AST) -> Sequence[ast.AST]:
    return block[block.index(child) + 1 :] if child in block else []
