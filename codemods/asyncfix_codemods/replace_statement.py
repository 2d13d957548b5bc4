"""Puts other statements in the place of one."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from asyncfix.codemod import Codemod
from asyncfix.model import Edit


class ReplaceStatement(Codemod):
    """The statement gives way to the lines in `statements`."""

    DESCRIPTION = "Replace a statement."

    def rewrite_statements(
        self, statements: Sequence[cst.BaseStatement], edit: Edit
    ) -> Sequence[cst.BaseStatement]:
        """The new statements; a comment at the end of the old one stays there."""
        new = [cst.parse_statement(text) for text in edit.names("statements")]
        old, first = statements[-1], new[0]
        if isinstance(old, cst.SimpleStatementLine) and isinstance(first, cst.SimpleStatementLine):
            new[0] = first.with_changes(trailing_whitespace=old.trailing_whitespace)
        return new
