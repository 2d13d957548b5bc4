"""Gets, sets and looks for a context variable where an attribute was."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class UseContextVariable(Codemod):
    """`state.user = x` becomes `state_user.set(x)`, and `state.user` `state_user.get()`.

    `variable` is its name, and `how` says `get`, `set` or `has`, also of `getattr` and its like.
    For the last, `context` copies the context, and `bare` is set where no parentheses are due.
    """

    DESCRIPTION = "Use a context variable in the place of an attribute."
    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (cst.Assign, cst.Attribute, cst.Call)

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The call on the variable."""
        variable, how = edit.text("variable"), edit.text("how")
        if isinstance(node, cst.Assign) and how == "set":
            return cst.Expr(builders.call(f"{variable}.set", node.value))
        if isinstance(node, cst.Attribute) and how == "get":
            return builders.call(f"{variable}.get")
        if not isinstance(node, cst.Call) or len(node.args) < 2:
            raise CannotRewrite("it is used in another way than planned")
        if how != "has":
            return builders.call(f"{variable}.{how}", *(arg.value for arg in node.args[2:]))
        snapshot = builders.call(edit.text("context"))
        there = cst.Comparison(cst.Name(variable), [cst.ComparisonTarget(cst.In(), snapshot)])
        return there if edit.flag("bare") else builders.parenthesized(there)
