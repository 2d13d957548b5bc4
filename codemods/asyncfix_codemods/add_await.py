"""Awaits a coroutine where it is created."""

from __future__ import annotations

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class AddAwait(Codemod):
    """`f()` becomes `await f()`, and `x.name`, a property, `await x.name`."""

    DESCRIPTION = "Await a coroutine."
    NODES = (cst.Call, cst.Attribute)

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The awaited call or property."""
        if not isinstance(node, cst.Call | cst.Attribute):
            raise CannotRewrite("not a call")
        return builders.awaited(node)
