"""Lays a new call out over lines, as formatters do, where its line would be too long."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

import libcst as cst
from libcst import matchers

LONGEST = 88
"""How many characters formatters allow a line that nobody has set another length for."""
_STEP = "    "
_AROUND = 2  # line breaks, after a parenthesis and before the one that closes it


class _Layout(Enum):
    """Where the arguments of a call stand: as formatters have them, or in some other way."""

    FLAT = "on the line of the call"
    SHARED = "on one line of their own"
    EACH = "each on a line of its own, with a comma after it"
    OTHER = "otherwise"


class Surroundings(NamedTuple):
    """What stands before and after an expression on its lines, and how long those may be.

    `inside` is how far its second line is indented; empty where it has only one. `block` is how
    far the statement is that it is a part of. `was` is how long the old one is on one line.
    """

    before: str
    after: str
    inside: str
    block: str
    limit: int
    was: int

    @property
    def margin(self) -> str:
        """How far the line is indented on which the expression begins."""
        return margin_of(self.before)

    def has_room_for(self, code: str) -> bool:
        """Whether that fits where the expression stands, on one line."""
        return len(self.before + code + self.after) <= self.limit

    def is_too_long_inside(self, line: str) -> bool:
        """Whether that would be too long as the expression's second line."""
        return len(self.inside + line.strip()) > self.limit


def margin_of(line: str) -> str:
    """How far a line is indented."""
    return line[: len(line) - len(line.lstrip())]


def laid_out(new: cst.BaseExpression, around: Surroundings) -> cst.BaseExpression:
    """The expression, with the arguments of the call that it is on lines of their own if need be.

    They share one line if that has room for them. Those that had to be there, and need not any
    more, come back to the call's own. A line with a comment keeps its layout: what the comment is
    about may be meant by its place.
    """
    call = new.expression if isinstance(new, cst.Await) else new
    code = cst.Module([]).code_for_node(new)
    if not isinstance(call, cst.Call) or not call.args or _has_comment(new, code, around):
        return new
    if any(isinstance(item.value, cst.GeneratorExp) and not item.value.lpar for item in call.args):
        return new  # no comma may come after it
    _, *others = code.split("\n")
    layout = _layout(call, len(others))
    if isinstance(new, cst.Await) and len(new.lpar) == 1:
        return _within_parentheses(new, call, layout, around)
    if layout is _Layout.FLAT and not around.has_room_for(code):
        return _with_call(new, _broken(call, around.margin, around))
    if layout is _Layout.SHARED and around.was > around.limit:
        flat = _with_call(new, _flat(call))
        if around.has_room_for(cst.Module([]).code_for_node(flat)):
            return flat
    if layout is _Layout.SHARED and around.is_too_long_inside(others[0]):
        closing = call.args[-1].whitespace_after_arg
        args = [_within(item, around.inside, around) for item in call.args]
        each = call.with_changes(args=args)
        return _with_call(new, _each_on_one(each, call.whitespace_before_args, closing))
    return new


def _has_comment(node: cst.CSTNode, code: str, around: Surroundings) -> bool:
    """Whether there may be a comment on the lines of a node, whose code that is."""
    return "#" in around.after or ("#" in code and bool(matchers.findall(node, matchers.Comment())))


def _layout(call: cst.Call, breaks: int) -> _Layout:
    """How a call is laid out that has so many line breaks in it, or around it."""
    begins = isinstance(call.whitespace_before_args, cst.ParenthesizedWhitespace)
    if isinstance(call.args[-1].comma, cst.Comma):
        ends = begins and breaks == len(call.args) + 1
        return _Layout.EACH if ends else _Layout.OTHER if breaks else _Layout.FLAT
    if not breaks:
        return _Layout.FLAT
    return _Layout.SHARED if begins and breaks == _AROUND else _Layout.OTHER


def _within_parentheses(
    new: cst.Await, call: cst.Call, layout: _Layout, around: Surroundings
) -> cst.BaseExpression:
    """The same of a call within parentheses: what is in them comes on a line of its own first."""
    if layout is _Layout.OTHER:
        return new
    each = layout is _Layout.EACH
    flat = call if each else _flat(call)
    inner = cst.Module([]).code_for_node(_with_call(new, flat))
    if not each and around.has_room_for(inner):
        return _with_call(new, flat)
    further = around.margin.removeprefix(around.block)
    if each:
        flat = _each_on_one(flat, _line(further + 2 * _STEP), _line(further + _STEP))
    elif len(around.margin + _STEP + inner) - len("()") > around.limit:
        flat = _broken(flat, around.margin + _STEP, around)
    opened = cst.LeftParen(whitespace_after=_line(further + _STEP))
    closed = cst.RightParen(whitespace_before=_line(further))
    return _with_call(new, flat).with_changes(lpar=[opened], rpar=[closed])


def _with_call(new: cst.BaseExpression, call: cst.Call) -> cst.BaseExpression:
    return new.with_changes(expression=call) if isinstance(new, cst.Await) else call


def _flat(call: cst.Call) -> cst.Call:
    """The call with its arguments on the line of its parentheses."""
    nothing, space = cst.SimpleWhitespace(""), cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    *others, last = [item.with_changes(whitespace_after_arg=nothing) for item in call.args]
    others = [item.with_changes(comma=space) for item in others]
    return call.with_changes(whitespace_before_args=nothing, args=[*others, last])


def _broken(call: cst.Call, margin: str, around: Surroundings) -> cst.Call:
    """The call, on a line with that margin, with its arguments on others."""
    further = margin.removeprefix(around.block)
    inner, closing = _line(further + _STEP), _line(further)
    text = "".join(cst.Module([]).code_for_node(item) for item in call.args)
    if len(margin + _STEP + text) > around.limit:
        args = [_within(item, margin + _STEP, around) for item in call.args]
        is_told = len(args) > 1 or args[0] is call.args[0]
        call = call.with_changes(args=args)
        if is_told:
            return _each_on_one(call, inner, closing)
    *others, last = call.args
    last = last.with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_arg=closing)
    return call.with_changes(whitespace_before_args=inner, args=[*others, last])


def _within(item: cst.Arg, margin: str, around: Surroundings) -> cst.Arg:
    """An argument on a line with that margin; the call that it is is broken if need be."""
    value = item.value
    call = value.expression if isinstance(value, cst.Await) else value
    code = cst.Module([]).code_for_node(item.with_changes(comma=cst.Comma()))
    if not isinstance(call, cst.Call) or not call.args or "\n" in code:
        return item
    if len(margin + code) <= around.limit:
        return item
    return item.with_changes(value=_with_call(value, _broken(call, margin, around)))


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
