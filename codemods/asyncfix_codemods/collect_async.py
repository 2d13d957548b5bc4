"""Collects an asynchronous iterable for a call that can only go through a plain one."""

from __future__ import annotations

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class CollectAsync(Codemod):
    """`sum(rows())` becomes `sum([row async for row in rows()])`; `name` is the variable's.

    `kind` says what becomes of the call: `list` or `set`, a comprehension in its place; `call`,
    one as its first argument.
    """

    DESCRIPTION = "Collect an asynchronous iterable."

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The comprehension, or the call with one."""
        if not isinstance(node, cst.Call) or not node.args:
            raise CannotRewrite("not a call with an argument")
        first, kind = node.args[0], edit.text("kind")
        collected = builders.collected(edit.text("name"), first.value, kind == "set")
        if kind == "call":
            return node.with_changes(args=[first.with_changes(value=collected), *node.args[1:]])
        return collected.with_changes(lpar=node.lpar, rpar=node.rpar)
