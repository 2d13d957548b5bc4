"""Makes a plain function a coroutine function; its callers await it by edits of their own."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit


class MakeAsync(Codemod):
    """`def` becomes `async def`; nothing else changes."""

    DESCRIPTION = "Make a plain function an async def."
    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (cst.FunctionDef,)

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The coroutine function."""
        if not isinstance(node, cst.FunctionDef) or node.asynchronous is not None:
            raise CannotRewrite("not a plain function")
        return node.with_changes(asynchronous=cst.Asynchronous())
