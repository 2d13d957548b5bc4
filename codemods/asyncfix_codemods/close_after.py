"""Closes an asynchronous object after a block of code that no loop runs."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class CloseAfter(Codemod):
    """`with Session() as s:` becomes `s = Session()` and a `try` that ends with closing it.

    `member` is the method that closes it, and `run` how what runs that is written there.
    """

    DESCRIPTION = "Close an object on an event loop of its own."

    def rewrite_statements(
        self, statements: Sequence[cst.BaseStatement], edit: Edit
    ) -> Sequence[cst.BaseStatement]:
        """The assignment, and the block that closes what it makes."""
        block = statements[0]
        if len(statements) > 1 or not isinstance(block, cst.With) or len(block.items) > 1:
            raise CannotRewrite("not a `with` that makes one object")
        item = block.items[0]
        if item.asname is None or not isinstance(item.asname.name, cst.Name):
            raise CannotRewrite("what it makes has no name")
        name = item.asname.name
        made = builders.assigned(name.value, item.item)
        closing = cst.Call(cst.Attribute(name, cst.Name(edit.text("member"))))
        close = builders.line(cst.Expr(builders.call(edit.text("run"), closing)))
        return [
            made.with_changes(leading_lines=block.leading_lines),
            cst.Try(body=block.body, finalbody=cst.Finally(body=cst.IndentedBlock([close]))),
        ]
