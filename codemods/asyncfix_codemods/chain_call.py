"""Calls a method of what an expression gives."""

from __future__ import annotations

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class ChainCall(Codemod):
    """`select(User)` becomes `select(User).options(x)`: `method` and `arguments` as text."""

    DESCRIPTION = "Call a method of what a call gives."

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The call of the method."""
        if not isinstance(node, cst.Call):
            raise CannotRewrite("not a call")
        made = builders.expression(f"f({edit.text('arguments')})")
        inner = node.with_changes(lpar=(), rpar=())
        return cst.ensure_type(made, cst.Call).with_changes(
            func=cst.Attribute(inner, cst.Name(edit.text("method"))),
            lpar=node.lpar,
            rpar=node.rpar,
        )
