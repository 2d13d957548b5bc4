"""Runs one call in another process, by the executor of the loop that is given."""

from __future__ import annotations

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class MoveToProcess(Codemod):
    """`f(x)` becomes `await asyncio.get_running_loop().run_in_executor(pool, f, x)`.

    `loop` is what gives the running loop, `pool` the executor's name; `partial` is what binds
    keyword arguments, if there are any.
    """

    DESCRIPTION = "Run a call in a process pool."

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The awaited call of the executor."""
        if not isinstance(node, cst.Call):
            raise CannotRewrite("not a call")
        run, pool = f"{edit.text('loop')}().run_in_executor", cst.Name(edit.text("pool"))
        partial = edit.text("partial")
        bound = builders.deferred(node, partial or "run").with_changes(lpar=(), rpar=())
        arguments = [cst.Arg(bound)] if partial else bound.args
        call = cst.Call(builders.expression(run), [cst.Arg(pool), *arguments])
        return builders.awaited(call.with_changes(lpar=node.lpar, rpar=node.rpar))
