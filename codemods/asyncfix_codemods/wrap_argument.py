"""Gives an argument by another keyword, wrapped in a call."""

from __future__ import annotations

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class WrapArgument(Codemod):
    """`AsyncClient(app=app)` becomes `AsyncClient(transport=ASGITransport(app=app))`.

    `keyword` becomes the keyword `becomes`, and its value that of a call of `wrapper`.
    """

    DESCRIPTION = "Wrap an argument, and give it by another keyword."

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The call with the other keyword."""
        keyword = edit.text("keyword")
        if not isinstance(node, cst.Call) or not any(_is_called(arg, keyword) for arg in node.args):
            raise CannotRewrite("it has other arguments than planned")
        wrapper, becomes = builders.dotted(edit.text("wrapper")), cst.Name(edit.text("becomes"))
        tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        args = [
            arg.with_changes(
                keyword=becomes,
                value=cst.Call(wrapper, [cst.Arg(arg.value, cst.Name(keyword), equal=tight)]),
            )
            if _is_called(arg, keyword)
            else arg
            for arg in node.args
        ]
        return node.with_changes(args=args)


def _is_called(arg: cst.Arg, keyword: str) -> bool:
    return arg.keyword is not None and arg.keyword.value == keyword
