"""Runs a coroutine on an event loop of its own, in code that no loop runs."""

from __future__ import annotations

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class RunCoroutine(Codemod):
    """`main()` becomes `asyncio.run(main())`; `run` is how that is written there.

    `member` is the method that makes a coroutine of what the call gives, if it gives none.
    """

    DESCRIPTION = "Run a coroutine on an event loop of its own."

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The call that runs the coroutine."""
        if not isinstance(node, cst.Call):
            raise CannotRewrite("not a call")
        made = node
        if member := edit.text("member"):
            made = cst.Call(cst.Attribute(builders.primary(node), cst.Name(member)))
        return builders.call(edit.text("run"), made)
