"""Makes what follows on an opening the block of an `async with`, which closes it."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders

Statements = Sequence[cst.BaseStatement]


class EnterRun(Codemod):
    """`db = connect()` and the statements after it become `async with connect() as db:`.

    `closed`: the last of them closes it, and goes; the comments above it stay.
    """

    DESCRIPTION = "Open something in an `async with`."

    def rewrite_statements(self, statements: Statements, edit: Edit) -> Statements:
        """The `async with`."""
        first, *body = statements
        value, name = _opened(first)
        footer: Sequence[cst.EmptyLine] = ()
        if edit.flag("closed"):
            last = body.pop()
            footer = getattr(last, "leading_lines", ())
        if not body:
            raise CannotRewrite("nothing is left to be done in the block")
        comment = getattr(first, "trailing_whitespace", cst.TrailingWhitespace())
        block = cst.IndentedBlock(body, header=comment, footer=footer)
        item = cst.WithItem(value, cst.AsName(cst.Name(name)))
        return [cst.With([item], block, asynchronous=builders.asynchronous())]


def _opened(statement: cst.BaseStatement) -> tuple[cst.BaseExpression, str]:
    """What a statement opens, and the name that it gets."""
    if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1:
        small = statement.body[0]
        if isinstance(small, cst.Assign) and len(small.targets) == 1:
            target: cst.BaseExpression = small.targets[0].target
        elif isinstance(small, cst.AnnAssign) and small.value is not None:
            target = small.target
        else:
            raise CannotRewrite("it opens nothing")
        if isinstance(target, cst.Name) and small.value is not None:
            return small.value, target.value
    raise CannotRewrite("it opens nothing")
