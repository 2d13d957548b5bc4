"""Names the exceptions of another library in an `except` clause."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst

from asyncfix.codemod import Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class MapExceptions(Codemod):
    """`requests.HTTPError` becomes `httpx.HTTPStatusError`.

    `names` are the new classes; several become a tuple, or more items of the tuple that the old
    one is `inside` of.
    """

    DESCRIPTION = "Catch another library's exceptions."
    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (cst.Name, cst.Attribute)

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The new class or classes."""
        names = [builders.dotted(name) for name in edit.names("names")]
        if len(names) == 1:
            return names[0]
        classes = cst.Tuple([cst.Element(name) for name in names])
        return classes.with_changes(lpar=(), rpar=()) if edit.flag("inside") else classes
