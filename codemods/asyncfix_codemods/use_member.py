"""Replaces a member of an object by an expression that gives the same in another library."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class UseMember(Codemod):
    """`r.reason` becomes `r.reason_phrase`, `not r.ok` becomes `r.is_error`.

    `template` is the new expression with `{}` wherever the object is; `parenthesized` asks for
    parentheses around it. The object itself can be replaced in this way, too, and a call of a
    member as a whole.
    """

    DESCRIPTION = "Use another member of an object."
    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (
        cst.Attribute,
        cst.Name,
        cst.UnaryOperation,
        cst.Call,
    )

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The new expression."""
        member = node.expression if isinstance(node, cst.UnaryOperation) else node
        if isinstance(member, cst.Call):
            member = member.func
        if not isinstance(member, cst.Attribute | cst.Name) or not isinstance(
            node, cst.BaseExpression
        ):
            raise CannotRewrite("not a member of an object")
        owner = member.value if isinstance(member, cst.Attribute) else member
        template = edit.text("template").replace("{}", "{owner}")
        filled = builders.filled(template, {"owner": owner})
        lpar, rpar = node.lpar, node.rpar
        if edit.flag("parenthesized") and not lpar:
            return builders.parenthesized(filled)
        return filled.with_changes(lpar=lpar, rpar=rpar)
