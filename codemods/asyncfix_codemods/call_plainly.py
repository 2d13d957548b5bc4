"""Calls what has become a plain function: no `await`, no loop of its own, or a thread for it."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class CallPlainly(Codemod):
    """`await f(x)` becomes `await asyncio.to_thread(f, x)`, and `asyncio.run(f(x))` `f(x)`.

    `offload` is what takes `f`, and `partial` what binds its keyword arguments where `offload`
    takes none. `takes` is what ran the loop was given, as for `await_in_place`.
    """

    DESCRIPTION = "Call what has become a plain function."
    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (cst.Await, cst.Call)

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The call in a thread, or the bare call."""
        if isinstance(node, cst.Await) and isinstance(node.expression, cst.Call):
            return node.with_changes(expression=_offloaded(node.expression, edit))
        if not isinstance(node, cst.Call):
            raise CannotRewrite("not a call")
        made = builders.unpacked(node)
        if edit.text("takes") == "coroutine":
            inner = node.args[0].value
            if not isinstance(inner, cst.Call):
                raise CannotRewrite("it has other arguments than planned")
            made = inner
        return made.with_changes(lpar=node.lpar, rpar=node.rpar)


def _offloaded(call: cst.Call, edit: Edit) -> cst.Call:
    offload, partial = edit.text("offload"), edit.text("partial")
    if partial and any(arg.keyword or arg.star == "**" for arg in call.args):
        bound = builders.deferred(call, partial).with_changes(lpar=(), rpar=())
        return builders.call(offload, bound).with_changes(lpar=call.lpar, rpar=call.rpar)
    return builders.deferred(call, offload)
