"""A module's text with its lines and syntax tree, and the way from tree positions to the text."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from asyncfix.text import parse, split_lines


def is_blank(line: str) -> bool:
    """Whether the line is empty but for blanks and tabs; a form feed is something."""
    return not line.strip(" \t\r\n")


def is_comment(line: str) -> bool:
    """Whether the line holds a comment only."""
    return line.lstrip().startswith("#")


Located = ast.stmt | ast.expr | ast.alias


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed text. Line indexes count from 0 and offsets are characters of the text."""

    text: str
    lines: tuple[str, ...]
    starts: tuple[int, ...]
    tree: ast.Module

    @classmethod
    @lru_cache(maxsize=3)
    def of(cls, text: str) -> Source:
        """Parses the text; the last ones are known still. Raises SyntaxError."""
        lines = tuple(split_lines(text))
        starts = tuple(accumulate((len(line) for line in lines), initial=0))
        return cls(text, lines, starts, parse(text))

    @property
    def newline(self) -> str:
        """The file's line end: that of its first line."""
        first = self.lines[0] if self.lines else ""
        return first[len(first.rstrip("\r\n")) :] or "\n"

    def start(self, node: Located) -> int:
        """Where the node starts; an alias, too."""
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: Located) -> int:
        """Where the node ends."""
        return self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def _offset(self, line: int, column: int) -> int:
        text = self.lines[line - 1]
        prefix = text if text.isascii() else text.encode()[:column].decode()
        return self.starts[line - 1] + (column if text.isascii() else len(prefix))

    def segment(self, node: Located) -> str:
        """The node's text."""
        return self.text[self.start(node) : self.end(node)]

    def replaced(self, start: int, end: int, new: str) -> str:
        """The text with another stretch in place of the one from start to end."""
        return self.text[:start] + new + self.text[end:]

    def with_lines(self, index: int, new: Iterable[str]) -> str:
        """The text with new lines, given without their ends, before the line at the index."""
        newline = self.newline
        block = "".join(line + newline for line in new)
        at = self.starts[index]
        if index == len(self.lines) and self.text and self.text[-1] not in "\r\n":
            block = newline + block[: -len(newline)]
        return self.replaced(at, at, block)


def first_line(statement: ast.stmt) -> int:
    """The number of the line that a statement starts on, with its decorators."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(each.lineno for each in decorators)])


def statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """All statements, each before those in it; expressions are not looked into."""
    pending: list[ast.stmt] = tree.body[::-1]
    while pending:
        statement = pending.pop()
        yield statement
        for block in reversed([*blocks(statement)]):
            pending += block[::-1]


def blocks(statement: ast.stmt | ast.Module) -> Iterator[list[ast.stmt]]:
    """The blocks of a compound statement or a module, in their order."""
    yield getattr(statement, "body", [])
    for inner in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield inner.body
    yield getattr(statement, "orelse", [])
    yield getattr(statement, "finalbody", [])
