"""Awaits the one method that does what two calls, one on the result of the other, do."""

from __future__ import annotations

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class JoinCalls(Codemod):
    """`db.execute(q).fetchall()` becomes `await db.execute_fetchall(q)`; `member` is its name."""

    DESCRIPTION = "Await one method instead of two calls."

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The awaited call."""
        func = node.func if isinstance(node, cst.Call) else None
        inner = func.value if isinstance(func, cst.Attribute) else None
        if not isinstance(inner, cst.Call) or not isinstance(inner.func, cst.Attribute):
            raise CannotRewrite("it is not a call on what another one gives")
        member = inner.func.with_changes(attr=cst.Name(edit.text("member")))
        return builders.awaited(inner.with_changes(func=member, lpar=(), rpar=()))
