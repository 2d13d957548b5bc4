"""Runs a run of statements in a thread: as a nested function, with its exits carried over."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders, exits

Statements = Sequence[cst.BaseStatement]


class MoveBlockToThread(Codemod):
    """The statements become `def name():`, and `await offload(name)` stands in their place.

    `nonlocals`, `globals` and `declare` name the variables that the statements bind for the
    code around them. `result` says what comes out of them: "" nothing, "value" what the last
    statement assigns, "return" a returned value, "maybe" perhaps one (`outcome` names the
    variable that tells), "break" or "continue" whether the loop around them goes on.
    """

    DESCRIPTION = "Run a block of statements in a thread."

    def rewrite_statements(self, statements: Statements, edit: Edit) -> Statements:
        """The nested function and the call of it."""
        name, result = edit.text("name"), edit.text("result")
        call = builders.awaited(builders.call(edit.text("offload"), cst.Name(name)))
        body, after = _with_exits(statements, result, call, edit.text("outcome"))
        return (
            *(builders.declared(each) for each in edit.names("declare")),
            builders.hoisted(name, body, edit.names("nonlocals"), edit.names("globals")),
            *after,
        )


def _with_exits(
    statements: Statements, result: str, call: cst.Await, outcome: str
) -> tuple[Statements, Statements]:
    if result == "":
        return statements, [builders.line(cst.Expr(call))]
    if result == "return":
        return statements, [builders.line(cst.Return(call))]
    if result == "value":
        body, assignment = exits.last_value_returned(statements)
        return body, [builders.line(assignment.with_changes(value=call))]
    if result == "maybe":
        found = builders.expression(f"{outcome} is not None")
        leave = builders.line(cst.Return(builders.expression(f"{outcome}[0]")))
        after = [builders.assigned(outcome, call), builders.conditional(found, leave)]
        return exits.returns_wrapped(statements), after
    if result == "break":
        leave = builders.line(cst.Break())
        return exits.breaks_returned(statements), [builders.conditional(call, leave)]
    if result == "continue":
        leave = builders.line(cst.Continue())
        return exits.continues_returned(statements), [builders.conditional(call, leave)]
    raise CannotRewrite(f"no such result: {result}")
