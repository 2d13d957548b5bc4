"""Puts a statement under a condition."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from asyncfix.codemod import Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class GuardStatement(Codemod):
    """`r.raise_for_status()` becomes `if r.is_error:` around it; `test` is the condition."""

    DESCRIPTION = "Run a statement under a condition only."

    def rewrite_statements(
        self, statements: Sequence[cst.BaseStatement], edit: Edit
    ) -> Sequence[cst.BaseStatement]:
        """The `if` around the statements."""
        return [builders.conditional(builders.expression(edit.text("test")), *statements)]
