"""Hands a function over to a thread instead of what calling it gives."""

from __future__ import annotations

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class PassCallable(Codemod):
    """`asyncio.to_thread(f(x))` becomes `asyncio.to_thread(f, x)`.

    `place` is the index of the argument that is called. `partial` is what binds its arguments
    where they can't follow it.
    """

    DESCRIPTION = "Pass a function to a thread instead of calling it."

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The call with the function and its arguments."""
        place = int(edit.text("place"))
        if not isinstance(node, cst.Call) or not 0 <= place < len(node.args):
            raise CannotRewrite("it has other arguments than planned")
        if not isinstance(node.args[place].value, cst.Call):
            raise CannotRewrite("what it is given is not called")
        return builders.passed(node, place, edit.text("partial"))
