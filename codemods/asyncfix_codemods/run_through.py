"""Hands a function over to a method that runs it for an asynchronous object."""

from __future__ import annotations

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class RunThrough(Codemod):
    """`metadata.create_all(engine)` becomes `await connection.run_sync(metadata.create_all)`.

    `runner` is the method, and `place` the index of the argument that it gives the function.
    """

    DESCRIPTION = "Run a function through an asynchronous object."

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The awaited call of the method."""
        place = int(edit.text("place"))
        if not isinstance(node, cst.Call) or not 0 <= place < len(node.args):
            raise CannotRewrite("it has other arguments than planned")
        kept = [*node.args[:place], *node.args[place + 1 :]]
        if kept:
            last = node.args[-1]
            ended = kept[-1].with_changes(
                comma=last.comma, whitespace_after_arg=last.whitespace_after_arg
            )
            kept[-1] = ended
        bare = node.with_changes(args=kept)
        if not kept:
            bare = bare.with_changes(whitespace_before_args=cst.SimpleWhitespace(""))
        return builders.awaited(builders.deferred(bare, edit.text("runner")))
