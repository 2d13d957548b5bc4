"""Awaits a method of what a name or a call gives, in its place."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class AwaitMember(Codemod):
    """`rows` becomes `await rows.fetchall()`; `member` is the method."""

    DESCRIPTION = "Await a method of an object, in its place."
    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (cst.Name, cst.Attribute, cst.Call, cst.Await)

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The awaited call of the method."""
        if not isinstance(node, cst.BaseExpression):
            raise CannotRewrite("not an expression")
        owner = builders.primary(node)
        return builders.awaited(cst.Call(cst.Attribute(owner, cst.Name(edit.text("member")))))
