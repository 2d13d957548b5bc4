"""Cuts the definitions that edits stand in out of a file, so that only those need be parsed.

Each is put between statements that tell libcst what it would see around it in the file: how the
file indents, how deep the definition stands, and that something follows.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import NamedTuple

from asyncfix.model import Span
from asyncfix.rewrite.source import Source, is_blank, is_comment

_USUAL = "    "
_INDENT = re.compile(r"[ \t]*")
_HOLDERS = (ast.stmt, ast.excepthandler, ast.match_case)


class Place(NamedTuple):
    """What an edit is about, and whether that is a run of statements."""

    span: Span
    is_run: bool


class Piece(NamedTuple):
    """The lines of a file from index `first` to `end`, to be parsed between `head` and `tail`."""

    first: int
    end: int
    lines: Sequence[str]
    head: Sequence[str]
    tail: Sequence[str]

    @property
    def text(self) -> str:
        """What is to be parsed."""
        return "".join((*self.head, *self.lines, *self.tail))

    @property
    def shift(self) -> int:
        """How much further down its lines stand in that text than in the file."""
        return len(self.head) - self.first

    def holds(self, span: Span) -> bool:
        """Whether a span of the file lies in it."""
        return self.first < span.line and span.end_line <= self.end

    def cut_out(self, text: str) -> str | None:
        """What became of the lines, in the text rewritten; None if head or tail are others."""
        head, tail = "".join(self.head), "".join(self.tail)
        whole = len(text) >= len(head) + len(tail)
        if not (whole and text.startswith(head) and text.endswith(tail)):
            return None
        return text[len(head) : len(text) - len(tail)]


class _Unit(NamedTuple):
    """A statement with its decorators, and the comments below it: line indexes, indentation."""

    first: int
    end: int
    indent: str


def pieces(source: Source, places: Sequence[Place]) -> list[Piece]:
    """The pieces that hold the places, in their order; none if only the whole file does."""
    # a form feed is no white space to libcst, but is to Python
    units = [None if "\f" in source.text else _unit(source, place) for place in places]
    known = [unit for unit in units if unit is not None]
    if len(known) < len(units):
        return []
    usual, newline = _usual_indent(source), source.newline
    found: list[Piece] = []
    for first, end, indent in sorted(set(known), key=lambda unit: (unit.first, -unit.end)):
        if found and end <= found[-1].end:
            continue
        head = [f"if 1:{newline}", f"{usual}pass{newline}", *([f"if 1:{newline}"] * bool(indent))]
        ends = source.lines[end - 1].endswith(("\r", "\n"))
        tail = [f"{'' if ends else newline}{indent}pass{newline}"]
        found.append(Piece(first, end, source.lines[first:end], head, tail))
    return found


def _unit(source: Source, place: Place) -> _Unit | None:
    """The innermost member of the module, or of a class, that the place is in."""
    body: Sequence[ast.stmt] = source.tree.body
    found: ast.stmt | None = None
    while body:
        around = next((each for each in body if _holds(each, place.span)), None)
        if around is None or not _stands_alone(source, around, body):
            break
        found = around
        body = around.body if isinstance(around, ast.ClassDef) else ()
    if found is None:
        return None
    itself = place.is_run and place.span.line <= found.lineno
    if itself and found not in source.tree.body[1:]:  # nothing stands above what is new there
        return None
    return _extended(source, found)


def _holds(statement: ast.stmt, span: Span) -> bool:
    return _first_line(statement) <= span.line and span.end_line <= _last_line(statement)


def _stands_alone(source: Source, statement: ast.stmt, body: Sequence[ast.stmt]) -> bool:
    """Whether a statement has its lines to itself."""
    first, last = _first_line(statement), _last_line(statement)
    shared = any(
        _first_line(each) <= last and first <= _last_line(each)
        for each in body
        if each is not statement
    )
    line = source.lines[first - 1]
    indent = _indent(line)
    decorated = first < statement.lineno
    begins = line.startswith("@", len(indent)) if decorated else statement.col_offset == len(indent)
    joined = any(each.rstrip("\r\n").endswith("\\") for each in _borders(source, first, last))
    return begins and not shared and not joined


def _borders(source: Source, first: int, last: int) -> Sequence[str]:
    return [*source.lines[max(first - 2, 0) : first - 1], source.lines[last - 1]]


def _extended(source: Source, statement: ast.stmt) -> _Unit:
    """A statement with the blank lines and comments below it, some of which are in its blocks."""
    lines, first, end = source.lines, _first_line(statement) - 1, _last_line(statement)
    while end < len(lines) and (is_blank(lines[end]) or is_comment(lines[end])):
        end += 1
    return _Unit(first, end, _indent(lines[first]))


def _usual_indent(source: Source) -> str:
    """The indentation of the file's first block, by which libcst indents new ones."""
    pending: list[ast.AST] = [*source.tree.body[::-1]]
    while pending:
        node = pending.pop()
        start = node.pattern if isinstance(node, ast.match_case) else node
        line = source.lines[start.lineno - 1] if isinstance(start, ast.stmt | ast.pattern) else ""
        if indent := _indent(line):
            return indent
        inner = [each for each in ast.iter_child_nodes(node) if isinstance(each, _HOLDERS)]
        pending += inner[::-1]
    return _USUAL


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(each.lineno for each in decorators)])


def _last_line(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno


def _indent(line: str) -> str:
    found = _INDENT.match(line)
    return found[0] if found else ""
