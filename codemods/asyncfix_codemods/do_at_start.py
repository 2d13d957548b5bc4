"""Has an application do something when it starts."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from asyncfix.codemod import Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class DoAtStart(Codemod):
    """The `statements`, as text, go in front of the first one of a lifespan.

    With an `opening` (`async def lifespan(app: FastAPI):`) and a `decorator`, they go into a
    lifespan of their own, in front of the statement that makes the application.
    """

    DESCRIPTION = "Do something when an application starts."

    def rewrite_statements(
        self, statements: Sequence[cst.BaseStatement], edit: Edit
    ) -> Sequence[cst.BaseStatement]:
        """The statements, or the function, and what was there."""
        new = [cst.parse_statement(text) for text in edit.names("statements")]
        opening = edit.text("opening")
        if not opening:
            return [*new, *statements]
        function = cst.ensure_type(cst.parse_statement(f"{opening}\n    yield\n"), cst.FunctionDef)
        last = cst.ensure_type(function.body, cst.IndentedBlock).body
        lines = [cst.EmptyLine(indent=False)] * 2
        function = function.with_changes(
            decorators=[cst.Decorator(builders.dotted(edit.text("decorator")))],
            body=cst.IndentedBlock([*new, *last]),
        )
        first, *others = statements
        return [function, _below(lines, first), *others]


def _below(lines: Sequence[cst.EmptyLine], statement: cst.BaseStatement) -> cst.BaseStatement:
    if isinstance(statement, cst.SimpleStatementLine | cst.BaseCompoundStatement):
        return statement.with_changes(leading_lines=lines)
    return statement
