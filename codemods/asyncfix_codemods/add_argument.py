"""Adds an argument at the end of a call, in the layout of the others."""

from __future__ import annotations

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders

_NOTHING = cst.SimpleWhitespace("")
_SPACE = cst.SimpleWhitespace(" ")


class AddArgument(Codemod):
    """`make(engine)` becomes `make(engine, expire=False)` for the `argument` `expire=False`."""

    DESCRIPTION = "Add an argument to a call."

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The call with one more argument."""
        if not isinstance(node, cst.Call):
            raise CannotRewrite("not a call")
        name, _, value = edit.text("argument").partition("=")
        tight = cst.AssignEqual(_NOTHING, _NOTHING)
        new = cst.Arg(builders.expression(value), keyword=cst.Name(name), equal=tight)
        if not node.args:
            return node.with_changes(args=[new])
        *others, last = node.args
        new = new.with_changes(
            comma=_without_comment(last.comma), whitespace_after_arg=last.whitespace_after_arg
        )
        last = last.with_changes(
            comma=cst.Comma(whitespace_after=_between(node)), whitespace_after_arg=_NOTHING
        )
        return node.with_changes(args=[*others, last, new])


def _between(call: cst.Call) -> cst.BaseParenthesizableWhitespace:
    """What stands between the last argument and one more: a new line, if each has one."""
    pattern = call.whitespace_before_args
    if len(call.args) > 1:
        comma = call.args[-2].comma
        pattern = comma.whitespace_after if isinstance(comma, cst.Comma) else _SPACE
    if not isinstance(pattern, cst.ParenthesizedWhitespace):
        return _SPACE
    after = call.args[-1].comma
    ended = after.whitespace_after if isinstance(after, cst.Comma) else _NOTHING
    line = cst.TrailingWhitespace()
    if isinstance(ended, cst.ParenthesizedWhitespace):
        line = ended.first_line
    return cst.ParenthesizedWhitespace(line, (), pattern.indent, pattern.last_line)


def _without_comment(comma: cst.Comma | cst.MaybeSentinel) -> cst.Comma | cst.MaybeSentinel:
    space = comma.whitespace_after if isinstance(comma, cst.Comma) else _NOTHING
    if not isinstance(space, cst.ParenthesizedWhitespace) or not isinstance(comma, cst.Comma):
        return comma
    plain = space.with_changes(first_line=cst.TrailingWhitespace(newline=space.first_line.newline))
    return comma.with_changes(whitespace_after=plain)
