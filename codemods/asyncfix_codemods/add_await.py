"""Awaits a coroutine where it is created."""

from __future__ import annotations

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class AddAwait(Codemod):
    """`f()` becomes `await f()`."""

    DESCRIPTION = "Await a coroutine."

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The awaited call."""
        if not isinstance(node, cst.Call):
            raise CannotRewrite("not a call")
        return builders.awaited(node)
