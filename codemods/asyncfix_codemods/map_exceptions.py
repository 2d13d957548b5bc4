"""Names the exceptions of another library in an `except` clause."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst

from asyncfix.codemod import Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class MapExceptions(Codemod):
    """`requests.HTTPError` becomes `httpx.HTTPStatusError`; `text` is the new expression."""

    DESCRIPTION = "Catch another library's exceptions."
    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (cst.Name, cst.Attribute, cst.Tuple)

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The new expression."""
        return builders.expression(edit.text("text"))
