"""Adds a statement beside others."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit


class AddStatement(Codemod):
    """Puts the line given as `statement` behind the statements, or in front if `before` is set.

    `apart` asks for a blank line between them. With `before`, `behind` is one that comes behind.
    """

    DESCRIPTION = "Add a statement."

    def rewrite_statements(
        self, statements: Sequence[cst.BaseStatement], edit: Edit
    ) -> Sequence[cst.BaseStatement]:
        """The statements and the new one."""
        new = cst.parse_statement(edit.text("statement"))
        blank = [cst.EmptyLine(indent=False)] if edit.flag("apart") else []
        if edit.flag("before"):
            behind = edit.text("behind")
            after = [cst.parse_statement(behind)] if behind else []
            return [new, _under(blank, statements[0]), *statements[1:], *after]
        return [*statements, _under(blank, new)]


def _under(lines: Sequence[cst.EmptyLine], statement: cst.BaseStatement) -> cst.BaseStatement:
    if not lines:
        return statement
    if not isinstance(statement, cst.SimpleStatementLine | cst.BaseCompoundStatement):
        raise CannotRewrite("not a statement on lines of its own")
    return statement.with_changes(leading_lines=[*lines, *statement.leading_lines])
