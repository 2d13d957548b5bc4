"""Makes a plain function a coroutine function."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class MakeFunctionAsync(Codemod):
    """`def` becomes `async def`; nothing else changes."""

    DESCRIPTION = "Make a plain def an async def."
    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (cst.FunctionDef,)

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The coroutine function."""
        if not isinstance(node, cst.FunctionDef) or node.asynchronous is not None:
            raise CannotRewrite("not a plain def")
        return node.with_changes(asynchronous=builders.asynchronous())
