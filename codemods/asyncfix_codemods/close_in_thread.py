"""Turns `with … as f:` into `f = …`, and closes it in a thread however its block ends."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders

Statements = Sequence[cst.BaseStatement]


class CloseInThread(Codemod):
    """`name = opened`, then the block in `try`, with `await offload(name.close)` in `finally`.

    There is one of `names` for each item of the `with`, and one `try` within the other. What
    the `with` opens is rewritten by edits of their own. Comments of the `with` line stay.
    """

    DESCRIPTION = "Close in a thread what a `with` block opened."

    def rewrite_statements(self, statements: Statements, edit: Edit) -> Statements:
        """The assignment and the `try`."""
        block, names = statements[0], edit.names("names")
        if len(statements) != 1 or not isinstance(block, cst.With):
            raise CannotRewrite("it is not a `with`")
        if len(block.items) != len(names):
            raise CannotRewrite("the `with` has another number of items")
        body: cst.BaseSuite = block.body
        new: list[cst.BaseStatement] = []
        for name, item in reversed(list(zip(names, block.items, strict=True))):
            close = cst.Attribute(cst.Name(name), cst.Name("close"))
            call = cst.Call(builders.dotted(edit.text("offload")), [cst.Arg(close)])
            closing = builders.line(cst.Expr(builders.awaited(call)))
            final = cst.Finally(cst.IndentedBlock([closing]))
            new = [builders.assigned(name, item.item), cst.Try(body=body, finalbody=final)]
            body = cst.IndentedBlock(new)
        return new
