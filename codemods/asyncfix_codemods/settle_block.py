"""Calls at the end of a block what its `with` called, which no longer does."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders, exits

Statements = Sequence[cst.BaseStatement]


class SettleBlock(Codemod):
    """`with db:` gives way to its block, with `await db.commit()` at the end of it.

    `call` is what is awaited there if it `ends`, and in front of each `return`, whose value goes by
    way of the variable `result`. `keep`: the `with` itself stays.
    """

    DESCRIPTION = "Call at the end of a block what its `with` called."

    def rewrite_statements(self, statements: Statements, edit: Edit) -> Statements:
        """The `with`, or the statements of its block."""
        block = statements[0]
        if len(statements) != 1 or not isinstance(block, cst.With):
            raise CannotRewrite("it is not a `with`")
        call = builders.line(cst.Expr(builders.awaited(builders.expression(edit.text("call")))))
        suite = block.body
        if not isinstance(suite, cst.IndentedBlock):
            raise CannotRewrite("its block is on the line of the `with`")
        body = exits.before_returns(suite.body, call, edit.text("result"))
        if edit.flag("ends"):
            body = [*body, call.with_changes(leading_lines=suite.footer)]
            suite = suite.with_changes(footer=())
        if edit.flag("keep"):
            return [block.with_changes(body=suite.with_changes(body=body))]
        if suite.footer:
            raise CannotRewrite("a comment on the block would be lost")
        return _below(suite.header.comment, body)


def _below(comment: cst.Comment | None, body: Statements) -> Statements:
    """The statements, with what was said of their `with` above the first."""
    first = body[0]
    if comment is None or not isinstance(
        first, cst.SimpleStatementLine | cst.BaseCompoundStatement
    ):
        return body
    lines = [cst.EmptyLine(comment=comment), *first.leading_lines]
    return [first.with_changes(leading_lines=lines), *body[1:]]
