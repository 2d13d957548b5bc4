"""Runs a statement that awaits on an event loop of its own, in code that no loop runs."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from asyncfix.codemod import Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class RunInLoop(Codemod):
    """Statements move into `async def function():`, within `async with client as name:`.

    `asyncio.run(function())` stands in their place; `run` is how that is written there.
    """

    DESCRIPTION = "Run statements on an event loop of their own."

    def rewrite_statements(
        self, statements: Sequence[cst.BaseStatement], edit: Edit
    ) -> Sequence[cst.BaseStatement]:
        """The coroutine function, and the call that runs it."""
        opened = builders.async_with(edit.text("client"), edit.text("name"), statements)
        function = builders.hoisted(edit.text("function"), [opened])
        made = cst.Call(cst.Name(edit.text("function")))
        run = builders.call(edit.text("run"), made)
        asynchronous = function.with_changes(asynchronous=builders.asynchronous())
        return [asynchronous, builders.line(cst.Expr(run))]
