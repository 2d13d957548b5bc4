"""Replaces a blocking call by the awaited call of its async twin, with the same arguments."""

from __future__ import annotations

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class UseAsyncTwin(Codemod):
    """`time.sleep(1)` becomes `await asyncio.sleep(1)`.

    `twin` is the new name of what is called; `member` only that of its last part, so that
    `self.get(1)` becomes `await self.aget(1)`.
    """

    DESCRIPTION = "Replace a blocking call by its async twin."

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The awaited call of the twin."""
        if not isinstance(node, cst.Call):
            raise CannotRewrite("not a call")
        if member := edit.text("member"):
            if not isinstance(node.func, cst.Attribute):
                raise CannotRewrite("not a call of a member")
            func: cst.BaseExpression = node.func.with_changes(attr=cst.Name(member))
        else:
            func = builders.dotted(edit.text("twin"))
        return builders.awaited(node.with_changes(func=func))
