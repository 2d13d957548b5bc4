"""Enters the context managers of a `with` asynchronously."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class MakeWithAsync(Codemod):
    """`with lock:` becomes `async with lock:`."""

    DESCRIPTION = "Make a `with` asynchronous."
    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (cst.With,)

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The `async with`."""
        if not isinstance(node, cst.With) or node.asynchronous is not None:
            raise CannotRewrite("not a plain `with`")
        return node.with_changes(asynchronous=builders.asynchronous())
