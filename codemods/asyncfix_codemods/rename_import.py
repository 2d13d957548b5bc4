"""Imports another package under the names of an old one."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst
from libcst.helpers import get_full_name_for_node

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class RenameImport(Codemod):
    """`import old` becomes `import new as old`, `from old import x` becomes `from new import x`."""

    DESCRIPTION = "Import another package in the place of an old one."
    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (cst.Import, cst.ImportFrom)

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The statement with the new package."""
        old, new = edit.text("old"), edit.text("new")
        if isinstance(node, cst.ImportFrom) and node.module is not None:
            return node.with_changes(module=_renamed(node.module, old, new))
        if not isinstance(node, cst.Import):
            raise CannotRewrite("not an import")
        return node.with_changes(names=[_with_alias(each, old, new) for each in node.names])


def _renamed(node: cst.BaseExpression, old: str, new: str) -> cst.Name | cst.Attribute:
    name = get_full_name_for_node(node) or ""
    return builders.dotted(f"{new}{name.removeprefix(old)}")


def _with_alias(alias: cst.ImportAlias, old: str, new: str) -> cst.ImportAlias:
    name = get_full_name_for_node(alias.name)
    if name != old:
        return alias
    kept = alias.asname or cst.AsName(cst.Name(old))
    return alias.with_changes(name=cst.Name(new), asname=kept)
