"""Lays a new call out over lines, as formatters do, where its line would be too long."""

from __future__ import annotations

from typing import NamedTuple

import libcst as cst

LONGEST = 88
"""How many characters formatters allow a line that nobody has set another length for."""
_STEP = "    "


class Surroundings(NamedTuple):
    """What stands before and after an expression on its lines, and how long those may be.

    `inside` is how far its second line is indented; empty where it has only one. `block` is how
    far the statement is that it is a part of.
    """

    before: str
    after: str
    inside: str
    block: str
    limit: int

    @property
    def margin(self) -> str:
        """How far the line is indented on which the expression begins."""
        return margin_of(self.before)

    def has_no_room_for(self, line: str) -> bool:
        """Whether that would be too long as the expression's second line."""
        return len(self.inside + line.strip()) > self.limit


def margin_of(line: str) -> str:
    """How far a line is indented."""
    return line[: len(line) - len(line.lstrip())]


def laid_out(new: cst.BaseExpression, around: Surroundings) -> cst.BaseExpression:
    """The expression, with the arguments of the call that it is on lines of their own if need be.

    They share one line if that has room for them. A line with a comment keeps its layout: what the
    comment is about may be meant by its place.
    """
    call = new.expression if isinstance(new, cst.Await) else new
    if not isinstance(call, cst.Call) or not call.args or "#" in around.after:
        return new
    if any(isinstance(item.value, cst.GeneratorExp) and not item.value.lpar for item in call.args):
        return new  # no comma may come after it
    first, *others = cst.Module([]).code_for_node(new).split("\n")
    if not others and len(around.before + first + around.after) > around.limit:
        broken = _broken(call, around)
    elif _is_on_one_line(call) and len(others) == 2 and around.has_no_room_for(others[0]):
        broken = _each_on_one(call, call.whitespace_before_args, call.args[-1].whitespace_after_arg)
    else:
        return new
    return new.with_changes(expression=broken) if isinstance(new, cst.Await) else broken


def _is_on_one_line(call: cst.Call) -> bool:
    """Whether the arguments stand on one line, which is not that of the parentheses."""
    return isinstance(call.whitespace_before_args, cst.ParenthesizedWhitespace) and isinstance(
        call.args[-1].comma, cst.MaybeSentinel
    )


def _broken(call: cst.Call, around: Surroundings) -> cst.Call:
    further = around.margin.removeprefix(around.block)
    inner, closing = _line(further + _STEP), _line(further)
    text = "".join(cst.Module([]).code_for_node(item) for item in call.args)
    if len(around.margin + _STEP + text) > around.limit:
        return _each_on_one(call, inner, closing)
    *others, last = call.args
    last = last.with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_arg=closing)
    return call.with_changes(whitespace_before_args=inner, args=[*others, last])


def _each_on_one(
    call: cst.Call,
    inner: cst.BaseParenthesizableWhitespace,
    closing: cst.BaseParenthesizableWhitespace,
) -> cst.Call:
    """The call with each argument on a line, and a comma after the last one."""
    nothing, last = cst.SimpleWhitespace(""), len(call.args) - 1
    args = [
        item.with_changes(
            comma=cst.Comma(whitespace_after=closing if at == last else inner),
            whitespace_after_arg=nothing,
        )
        for at, item in enumerate(call.args)
    ]
    return call.with_changes(whitespace_before_args=inner, args=args)


def _line(further: str) -> cst.ParenthesizedWhitespace:
    """A new line, indented as the statement is and further."""
    return cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace(further))
