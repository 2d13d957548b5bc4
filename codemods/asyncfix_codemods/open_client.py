"""Opens an asynchronous client around statements that use it."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders

_LONGEST_LINE = 100


class OpenClient(Codemod):
    """Statements move into `async with CLIENT as NAME:`; `client` and `name` are given as text.

    `more` are further ones, as `CLIENT as NAME`; `split` puts the client's arguments on a line of
    their own. `assigned`: the first of the statements assigns what is entered, under its name, be
    it the client itself or, with a `client` given, what it gives; `closed`: the last closes it.
    `joined`: an `async with` that is all there is becomes a part of the new one, if it fits.
    """

    DESCRIPTION = "Open an asynchronous client around statements."

    def rewrite_statements(
        self, statements: Sequence[cst.BaseStatement], edit: Edit
    ) -> Sequence[cst.BaseStatement]:
        """The `async with` around the statements."""
        if edit.flag("assigned"):
            statements = [_entered(statements, edit.flag("closed"))]
        if not edit.text("client"):
            return statements
        opened = builders.async_with(edit.text("client"), edit.text("name"), statements)
        first, *more = [*opened.items, *(_item(text) for text in edit.names("more"))]
        if edit.flag("split") and isinstance(first.item, cst.Call) and first.item.args:
            first = first.with_changes(item=builders.split_arguments(first.item))
        opened = opened.with_changes(items=[first, *more])
        return [_joined(opened, edit.span.column) if edit.flag("joined") else opened]


def _joined(opened: cst.With, column: int) -> cst.With:
    """An `async with` and the one that is all there is in it, as one, if that fits on a line."""
    body = opened.body.body
    inner = body[0] if len(body) == 1 else None
    if not isinstance(inner, cst.With) or inner.asynchronous is None or inner.leading_lines:
        return opened
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    items = [*(item.with_changes(comma=comma) for item in opened.items), *inner.items]
    text = "".join(cst.Module([]).code_for_node(item) for item in items)
    if "\n" in text or column + len(f"async with {text}:") > _LONGEST_LINE:
        return opened
    return inner.with_changes(items=items)


def _item(text: str) -> cst.WithItem:
    client, _, name = text.rpartition(" as ")
    return cst.WithItem(builders.expression(client), cst.AsName(cst.Name(name)))


def _entered(statements: Sequence[cst.BaseStatement], closed: bool) -> cst.With:
    """`c = Client()` and what follows, as `async with Client() as c:`."""
    first, *rest = statements
    line = first.body[0] if isinstance(first, cst.SimpleStatementLine) else None
    if not isinstance(line, cst.Assign | cst.AnnAssign) or not rest:
        raise CannotRewrite("not an assignment")
    name = line.target if isinstance(line, cst.AnnAssign) else line.targets[0].target
    if not isinstance(name, cst.Name) or line.value is None:
        raise CannotRewrite("not an assignment to one name")
    footer: Sequence[cst.EmptyLine] = ()
    if closed:
        *rest, last = rest
        if isinstance(last, cst.SimpleStatementLine):
            lines = [*last.leading_lines, cst.EmptyLine(comment=last.trailing_whitespace.comment)]
            footer = [each for each in lines if each.comment]
    opened = builders.async_with("_", name.value, rest)
    header = cst.ensure_type(first, cst.SimpleStatementLine).trailing_whitespace
    return opened.with_changes(
        items=[cst.WithItem(line.value, cst.AsName(name))],
        body=opened.body.with_changes(header=header, footer=footer),
    )
