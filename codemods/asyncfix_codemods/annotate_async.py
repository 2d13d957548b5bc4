"""Says of a generator function that it is an asynchronous one."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders

_YIELDED_AND_SENT = 2


class AnnotateAsync(Codemod):
    """`Generator[T, None, None]` becomes `AsyncGenerator[T, None]`; `name` is the new class."""

    DESCRIPTION = "Annotate an asynchronous generator."
    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (cst.Subscript,)

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The new annotation: what an asynchronous generator returns is not said."""
        if not isinstance(node, cst.Subscript):
            raise CannotRewrite("not an annotation in brackets")
        kept = [*node.slice[:_YIELDED_AND_SENT]]
        if len(kept) < len(node.slice):
            kept[-1] = kept[-1].with_changes(comma=node.slice[-1].comma)
        return node.with_changes(value=builders.dotted(edit.text("name")), slice=kept)
