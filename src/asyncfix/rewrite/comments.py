"""Keeps the comments of an expression in the one that takes its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import libcst as cst
from libcst import matchers

from asyncfix.rewrite import builders


def with_comments(
    old: cst.BaseExpression, new: cst.BaseExpression, margin: str
) -> cst.BaseExpression:
    """The new expression, with what it lacks of the old one's comments behind its parenthesis.

    `margin` is what stands in front of the line on which the old one begins.
    """
    missing = Counter(_comments(old)) - Counter(_comments(new))
    if not missing:
        return new
    if not new.lpar:
        new = builders.parenthesized(new)
    first, *others = new.lpar
    space = _with_lines(first.whitespace_after, list(missing.elements()), margin)
    return new.with_changes(lpar=(first.with_changes(whitespace_after=space), *others))


def _comments(node: cst.CSTNode) -> list[str]:
    found = matchers.findall(node, matchers.Comment())
    return [cst.ensure_type(each, cst.Comment).value for each in found]


def _with_lines(
    space: cst.BaseParenthesizableWhitespace, comments: Sequence[str], margin: str
) -> cst.ParenthesizedWhitespace:
    if not isinstance(space, cst.ParenthesizedWhitespace):
        space = cst.ParenthesizedWhitespace(last_line=cst.SimpleWhitespace(margin))
    lines = [
        cst.EmptyLine(space.indent, space.last_line, cst.Comment(comment)) for comment in comments
    ]
    return space.with_changes(empty_lines=[*space.empty_lines, *lines])
