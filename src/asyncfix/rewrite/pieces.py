"""Cuts the statements that edits are about out of a file, so that only those need be parsed.

Each piece is put between statements that tell libcst what it would see around it in the file: how
the file indents, how deep the piece stands, and whether something is above and below it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import NamedTuple

from asyncfix.model import Span
from asyncfix.rewrite.source import Source, blocks, first_line, is_blank, is_comment

_USUAL = "    "
_INDENT = re.compile(r"[ \t]*")
_HOLDERS = (ast.stmt, ast.excepthandler, ast.match_case)

Block = Sequence[ast.stmt]


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
    """Statements of one block with the comments that go with them, by their line indexes.

    `indents` are the indentations of the blocks around them, from the outside in.
    """

    first: int
    end: int
    indents: tuple[str, ...]
    starts_block: bool
    ends_block: bool

    def joined(self, below: _Unit) -> _Unit | None:
        """The two as one, if they are neighbours that share the gap between them.

        None if that is a whole block, which needs what is around.
        """
        if self.indents != below.indents or (self.starts_block and below.ends_block):
            return None
        return self._replace(end=below.end, ends_block=below.ends_block)


def pieces(source: Source, places: Sequence[Place]) -> list[Piece]:
    """The pieces that hold the places, in their order; none if only the whole file does."""
    # a form feed is no white space to libcst, but is to Python
    units = [None if "\f" in source.text else _unit(source, place) for place in places]
    known = [unit for unit in units if unit is not None]
    if len(known) < len(units):
        return []
    apart: list[_Unit] = []
    for unit in sorted(set(known), key=lambda unit: (unit.first, -unit.end)):
        if apart and unit.first < apart[-1].end < unit.end:
            joined = apart.pop().joined(unit)
            if joined is None:
                return []
            apart.append(joined)
        elif not apart or unit.end > apart[-1].end:
            apart.append(unit)
    usual = _usual_indent(source)
    return [_piece(source, unit, usual) for unit in apart]


def _piece(source: Source, unit: _Unit, usual: str) -> Piece:
    newline, indents = source.newline, unit.indents
    head = [f"if 1:{newline}", f"{usual}pass{newline}"]
    head += [f"{indent}if 1:{newline}" for indent in indents[:-1]]
    if len(indents) > 1 and not unit.starts_block:
        head.append(f"{indents[-1]}pass{newline}")
    ends = source.lines[unit.end - 1].endswith(("\r", "\n"))
    tail = [f"{'' if ends else newline}{indents[-1]}pass{newline}"]
    return Piece(unit.first, unit.end, source.lines[unit.first : unit.end], head, tail)


def _unit(source: Source, place: Place) -> _Unit | None:
    """The fewest statements of one block that the place is in."""
    span, found = place.span, None
    block: Block | None = source.tree.body
    indents = [""]
    while block:
        indent = _indent(source.lines[first_line(block[0]) - 1])
        indents += [indent] if _is_deeper(indent, indents[-1]) else []  # not so: an elif
        around = next((each for each in block if _holds(each, span)), None)
        if place.is_run and (around is None or around.lineno == span.line):
            run = _run(source, block, span)
            return found if run is None else _extended(source, run, block, indents, is_run=True)
        if around is None:
            break
        if _stand_alone(source, [around], block):
            found = _extended(source, [around], block, indents)
        block = next((each for each in blocks(around) if _reaches(each, span)), None)
    return None if place.is_run else found


def _run(source: Source, block: Block, span: Span) -> Block | None:
    """The statements of a block from the one that starts where the span does."""
    run = [each for each in block if span.line <= each.lineno <= span.end_line]
    # a block that loses all that is in it, or a new first line of the file, need what is around
    if len(run) == len(block) or (block is source.tree.body and run[:1] == [block[0]]):
        return None
    if run[-1:] == [block[-1]] and _is_set_off_above(source, run):  # a block ends without blanks
        return None
    if not run or _last_line(run[-1]) > span.end_line or not _stand_alone(source, run, block):
        return None
    return run


def _is_set_off_above(source: Source, run: Block) -> bool:
    above = source.lines[run[0].lineno - 2 : run[0].lineno - 1]
    below = source.lines[_last_line(run[-1]) :][:1]
    return any(map(is_blank, above)) and not any(map(is_blank, below))


def _reaches(block: Block, span: Span) -> bool:
    return bool(block) and first_line(block[0]) <= span.line <= _last_line(block[-1])


def _holds(statement: ast.stmt, span: Span) -> bool:
    return first_line(statement) <= span.line and span.end_line <= _last_line(statement)


def _stand_alone(source: Source, run: Block, block: Block) -> bool:
    """Whether statements of a block have their lines to themselves."""
    first, last = first_line(run[0]), _last_line(run[-1])
    shared = any(
        first_line(each) <= last and first <= _last_line(each) for each in block if each not in run
    )
    line = source.lines[first - 1]
    indent = _indent(line)
    if first < run[0].lineno:
        begins = line.startswith("@", len(indent))
    else:
        begins = run[0].col_offset == len(indent) and not line.startswith("elif", len(indent))
    borders = [*source.lines[max(first - 2, 0) : first - 1], source.lines[last - 1]]
    joined = any(each.rstrip("\r\n").endswith("\\") for each in borders)
    return begins and not shared and not joined


def _extended(
    source: Source, run: Block, block: Block, indents: Sequence[str], *, is_run: bool = False
) -> _Unit:
    """Statements with the deeper comments below, which are in their blocks; and those above."""
    first, last = first_line(run[0]) - 1, _last_line(run[-1])
    lines, indent = source.lines, indents[-1]
    end = below = last
    while below < len(lines) and _is_between(lines[below]):
        below += 1
        if is_comment(lines[below - 1]) and _is_deeper(lines[below - 1], indent):
            end = below
    while is_run and end < len(lines) and is_blank(lines[end]):  # a gap that what comes next has
        end += 1
    while is_run and first and _is_between(lines[first - 1]):
        if is_comment(lines[first - 1]) and _is_deeper(lines[first - 1], indent):
            break
        first -= 1
    return _Unit(first, end, tuple(indents), run[0] is block[0], run[-1] is block[-1])


def _is_between(line: str) -> bool:
    return is_blank(line) or is_comment(line)


def _is_deeper(line: str, indent: str) -> bool:
    return len(_indent(line)) > len(indent)


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


def _last_line(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno


def _indent(line: str) -> str:
    found = _INDENT.match(line)
    return found[0] if found else ""
