"""Runs one blocking call in a thread: the function is handed over, not called."""

from __future__ import annotations

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class MoveToThread(Codemod):
    """`f(x)` becomes `await asyncio.to_thread(f, x)`.

    `offload` is the function that takes `f`; `partial` is what binds keyword arguments where
    `offload` takes none; `whole` moves the evaluation of `f` and of its arguments as well;
    `first` is a function that is called in the thread with what the call gives.
    """

    DESCRIPTION = "Run a blocking call in a thread."

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The awaited offload of the call."""
        if not isinstance(node, cst.Call):
            raise CannotRewrite("not a call")
        offload, partial = edit.text("offload"), edit.text("partial")
        if edit.text("first"):
            plain = node.with_changes(lpar=(), rpar=())
            if edit.flag("whole"):
                return _awaited(
                    offload, builders.lambda_of(builders.call(edit.text("first"), plain)), node
                )
            first = builders.dotted(edit.text("first"))
            call = builders.call(offload, first, plain)
            return builders.awaited(call.with_changes(lpar=node.lpar, rpar=node.rpar))
        if edit.flag("whole"):
            return _awaited(offload, builders.lambda_of(node), node)
        if partial and any(arg.keyword or arg.star == "**" for arg in node.args):
            bound = builders.deferred(node, partial).with_changes(lpar=(), rpar=())
            return _awaited(offload, bound, node)
        return builders.awaited(builders.deferred(node, offload))


def _awaited(offload: str, argument: cst.BaseExpression, node: cst.Call) -> cst.Await:
    call = builders.call(offload, argument)
    return builders.awaited(call.with_changes(lpar=node.lpar, rpar=node.rpar))
