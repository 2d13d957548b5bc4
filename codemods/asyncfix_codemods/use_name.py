"""Puts another name in the place of a name."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst

from asyncfix.codemod import Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class UseName(Codemod):
    """`Session` becomes what `name` says, such as `AsyncSession`."""

    DESCRIPTION = "Use another name."
    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (cst.Name, cst.Attribute)

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The new name."""
        return builders.dotted(edit.text("name"))
