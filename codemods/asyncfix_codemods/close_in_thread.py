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

    What the `with` opens is rewritten by an edit of its own. Comments of the `with` line stay.
    """

    DESCRIPTION = "Close in a thread what a `with` block opened."

    def rewrite_statements(self, statements: Statements, edit: Edit) -> Statements:
        """The assignment and the `try`."""
        block = statements[0]
        if len(statements) != 1 or not isinstance(block, cst.With) or len(block.items) != 1:
            raise CannotRewrite("it is not a `with` of one item")
        name = edit.text("name")
        close = cst.Attribute(cst.Name(name), cst.Name("close"))
        closing = builders.awaited(cst.Call(builders.dotted(edit.text("offload")), [cst.Arg(close)]))
        final = cst.Finally(cst.IndentedBlock([builders.line(cst.Expr(closing))]))
        opened = builders.assigned(name, block.items[0].item)
        return [opened, cst.Try(body=block.body, finalbody=final)]
