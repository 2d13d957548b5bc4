"""Replaces the beginning of a text that is written out."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit


class UseText(Codemod):
    """`"sqlite:///a.db"` becomes `"sqlite+aiosqlite:///a.db"`; `old` and `new` are the beginnings.

    It may be that of an f-string, or of the first of several texts that stand side by side.
    """

    DESCRIPTION = "Begin a text in another way."
    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (
        cst.SimpleString,
        cst.FormattedString,
        cst.ConcatenatedString,
    )

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The new text."""
        old, new = edit.text("old"), edit.text("new")
        if isinstance(node, cst.ConcatenatedString):
            return node.with_changes(left=self.rewrite(node.left, edit))
        if isinstance(node, cst.SimpleString):
            start = len(node.prefix) + len(node.quote)
            head, rest = node.value[:start], node.value[start:]
            if rest.startswith(old):
                return node.with_changes(value=f"{head}{new}{rest.removeprefix(old)}")
        elif isinstance(node, cst.FormattedString) and node.parts:
            first = node.parts[0]
            if isinstance(first, cst.FormattedStringText) and first.value.startswith(old):
                text = first.with_changes(value=f"{new}{first.value.removeprefix(old)}")
                return node.with_changes(parts=[text, *node.parts[1:]])
        raise CannotRewrite(f"the text does not begin with {old!r}")
