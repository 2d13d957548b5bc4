"""Makes a coroutine function a plain one, for a framework that runs those in threads."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit


class MakeHandlerSync(Codemod):
    """`async def` becomes `def`; nothing else changes."""

    DESCRIPTION = "Make an async def handler a plain def."
    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (cst.FunctionDef,)

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The plain function."""
        if not isinstance(node, cst.FunctionDef) or node.asynchronous is None:
            raise CannotRewrite("not an async def")
        return node.with_changes(asynchronous=None)
