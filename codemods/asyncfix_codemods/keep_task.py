"""Keeps a task in a set until it is done."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class KeepTask(Codemod):
    """`create_task(f())` becomes `task = create_task(f())`, and `tasks` keeps it.

    `name` is that of the task, which the statement may bind already; `tasks` is that of the set.
    `chained` is how many methods of the task are called in the same breath.
    """

    DESCRIPTION = "Keep a reference to a task until it is done."

    def rewrite_statements(
        self, statements: Sequence[cst.BaseStatement], edit: Edit
    ) -> Sequence[cst.BaseStatement]:
        """The statement, with the task named, and those that keep it."""
        name, tasks = edit.text("name"), edit.text("tasks")
        line = statements[0]
        if len(statements) != 1 or not isinstance(line, cst.SimpleStatementLine):
            raise CannotRewrite("it is not a statement on a line of its own")
        if len(line.body) != 1:
            raise CannotRewrite("another statement stands on its line")
        statement = line.body[0]
        after: list[cst.BaseStatement] = []
        if isinstance(statement, cst.Expr):
            made, chained = builders.split_chain(statement.value, int(edit.text("chained")))
            target = cst.AssignTarget(cst.Name(name))
            line = line.with_changes(body=[cst.Assign([target], made)])
            after = [
                builders.line(cst.Expr(call.with_changes(func=builders.dotted(f"{name}.{method}"))))
                for method, call in chained
            ]
        keeping = (f"{tasks}.add({name})", f"{name}.add_done_callback({tasks}.discard)")
        kept = [builders.line(cst.Expr(builders.expression(text))) for text in keeping]
        return [line, *kept, *after]
