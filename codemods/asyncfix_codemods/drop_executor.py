"""Leaves the executor out of an offload that takes the default one anyway."""

from __future__ import annotations

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class DropExecutor(Codemod):
    """`loop.run_in_executor(None, f, x)` becomes `asyncio.to_thread(f, x)`.

    `function` is the new one's name. Of `partial(f, x, k=v)`, and of a call `f(x, k=v)` that is
    to be passed, the parts follow each other: `given` says `partial` or `call` then.
    """

    DESCRIPTION = "Run a function in a thread without naming the executor."

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The call of the new function."""
        if not isinstance(node, cst.Call) or len(node.args) < 2:
            raise CannotRewrite("it has other arguments than planned")
        target = node.args[1].with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT)
        short = node.with_changes(
            func=builders.dotted(edit.text("function")), args=[target, *node.args[2:]]
        )
        given = edit.text("given")
        if not given:
            return short
        inner = target.value
        if not isinstance(inner, cst.Call):
            raise CannotRewrite("what it is given is not called in its place")
        if given == "call":
            return builders.passed(short, 0, "")
        last = inner.args[-1].with_changes(
            comma=target.comma, whitespace_after_arg=target.whitespace_after_arg
        )
        return short.with_changes(args=[*inner.args[:-1], last, *short.args[1:]])
