"""Opens an asynchronous client around statements that use it."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from asyncfix.codemod import Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class OpenClient(Codemod):
    """Statements move into `async with CLIENT as NAME:`; `client` and `name` are given as text.

    `split` puts the client's arguments on a line of their own.
    """

    DESCRIPTION = "Open an asynchronous client around statements."

    def rewrite_statements(
        self, statements: Sequence[cst.BaseStatement], edit: Edit
    ) -> Sequence[cst.BaseStatement]:
        """The `async with` around the statements."""
        opened = builders.async_with(edit.text("client"), edit.text("name"), statements)
        item = opened.items[0]
        if edit.flag("split") and isinstance(item.item, cst.Call) and item.item.args:
            item = item.with_changes(item=_split(item.item))
        return [opened.with_changes(items=[item])]


def _split(call: cst.Call) -> cst.Call:
    indented = cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace("    "))
    closing = cst.ParenthesizedWhitespace(indent=True)
    last = call.args[-1].with_changes(whitespace_after_arg=closing)
    return call.with_changes(whitespace_before_args=indented, args=[*call.args[:-1], last])
