"""Converts `ast` positions, which count UTF-8 bytes, to spans, which count characters."""

from __future__ import annotations

import ast

from asyncfix.model import Span
from asyncfix.text import split_lines

one_number = dict[int, int]().setdefault
"""Given a number twice, gives the one object for it that all have: most lines have many spans."""


class Positions:
    """The positions of one text."""

    __slots__ = ("_ascii", "_lines")

    def __init__(self, text: str) -> None:
        self._ascii = text.isascii()
        self._lines: list[str] = [] if self._ascii else split_lines(text)

    def column(self, line: int, offset: int) -> int:
        """The column in characters of a byte offset on a line (from 1)."""
        if self._ascii:
            return offset
        source = self._lines[line - 1]
        return offset if source.isascii() else len(source.encode()[:offset].decode())

    def span(self, node: ast.expr | ast.stmt | ast.arg | ast.excepthandler) -> Span:
        """The span of a node that was parsed from this text."""
        end_line, end_offset = node.end_lineno, node.end_col_offset
        if end_line is None or end_offset is None:
            raise ValueError(f"a node without an end: {ast.dump(node)[:60]}")
        if self._ascii:
            begin_offset = node.col_offset
        else:
            begin_offset = self.column(node.lineno, node.col_offset)
            end_offset = self.column(end_line, end_offset)
        line, end_line = one_number(node.lineno, node.lineno), one_number(end_line, end_line)
        return Span(line, begin_offset, end_line, end_offset)
