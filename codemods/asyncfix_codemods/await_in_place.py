"""Awaits what a call would run on an event loop of its own."""

from __future__ import annotations

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class AwaitInPlace(Codemod):
    """`asyncio.run(f(x))` becomes `await f(x)`.

    `takes` says what the call is given: a `coroutine`, a `function` and its arguments, as in
    `anyio.run(f, x)`, or, as in `async_to_sync(f)(x)`, the function alone (`wrapper`).
    """

    DESCRIPTION = "Await a coroutine instead of running a loop for it."

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The awaited coroutine."""
        if not isinstance(node, cst.Call):
            raise CannotRewrite("not a call")
        takes = edit.text("takes")
        if takes == "coroutine" and node.args:
            made = node.args[0].value
        elif takes == "function" and node.args:
            made = builders.unpacked(node)
        elif takes == "wrapper" and isinstance(node.func, cst.Call) and node.func.args:
            made = node.with_changes(func=builders.primary(node.func.args[0].value))
        else:
            raise CannotRewrite("it has other arguments than planned")
        bare = made.with_changes(lpar=(), rpar=())
        return builders.awaited(bare.with_changes(lpar=node.lpar, rpar=node.rpar))
