"""Checks a rewritten text against its plan with `ast` and lines alone, not with what wrote it."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from asyncfix.model import Edit
from asyncfix.rewrite.source import Source, is_blank, is_comment, statements

_CELL = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


@dataclass(frozen=True, slots=True)
class _Text:
    """Lines; what is left of each without its import statements; and which may come and go.

    `rest` is None where there is no import statement on the line.
    """

    lines: Sequence[str]
    rest: Sequence[str | None]
    loose: Sequence[bool]


def problems(before: str, after: str, edits: Sequence[Edit]) -> list[str]:
    """What is wrong with the text `after`, one line each: it must be valid Python, and outside
    of the edits' lines only import statements may have come, gone or changed.
    """
    try:
        _compile(before, after)
        new = Source.of(after)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        return [f"line {line} of the new text is not valid Python: {error}"]
    old = Source.of(before)
    line = _first_difference(_text(old), _text(new), _planned(old.lines, old.tree, edits))
    return [] if line is None else [f"line {line} would change outside of the planned edits"]


def _compile(before: str, after: str) -> None:
    """Raises what is wrong with the text `after`, unless that was wrong with the other as well.

    In a cell of a notebook an `await` may stand outside of functions.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(after, "<after>", "exec", dont_inherit=True)
        except SyntaxError:
            if not _is_cell(before):
                raise
            compile(after, "<after>", "exec", _CELL, dont_inherit=True)


def _is_cell(text: str) -> bool:
    try:
        compile(text, "<before>", "exec", dont_inherit=True)
    except SyntaxError:
        return True
    return False


def _text(source: Source) -> _Text:
    """A line is loose if it holds but import statements, or is blank and next to such a line."""
    lines, tree = source.lines, source.tree
    rest: list[str | None] = [None] * len(lines)
    for node in _imports_and_passes(tree):
        for index in range(node.lineno - 1, node.end_lineno or node.lineno):
            line = (rest[index] or lines[index]).encode()
            start = node.col_offset if index == node.lineno - 1 else 0
            end = node.end_col_offset if index + 1 == node.end_lineno else len(line)
            # blanks keep the columns of further statements on the line
            cut = line[:start] + b" " * len(line[start:end].rstrip(b"\r\n")) + line[end:]
            rest[index] = cut.decode()
    loose = [each is not None and not _squeezed(each).partition("#")[0] for each in rest]
    for order in (range(1, len(lines)), range(len(lines) - 2, -1, -1)):
        step = -1 if order.step == 1 else 1
        for index in order:
            loose[index] = loose[index] or (is_blank(lines[index]) and loose[index + step])
    return _Text(lines, rest, loose)


def _imports_and_passes(tree: ast.Module) -> Iterator[ast.stmt]:
    """The import statements, and the `pass` that may stand for one that was a whole body."""
    for node in statements(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (each for each in node.body[:1] if isinstance(each, ast.Pass))


def _squeezed(text: str) -> str:
    return "".join(text.replace(";", " ").replace("\\", " ").split())


def _planned(lines: Sequence[str], tree: ast.Module, edits: Sequence[Edit]) -> set[int]:
    """The indexes of the lines that the edits may change, with the blank ones above."""
    decorated = {
        (node.lineno, node.col_offset): min(each.lineno for each in node.decorator_list)
        for node in statements(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and node.decorator_list
    }
    planned: set[int] = set()
    for edit in edits:
        span = edit.span
        start = min(span.line, decorated.get((span.line, span.column), span.line))
        first = start - 1
        while first and not lines[start - 1][: span.column].strip() and is_blank(lines[first - 1]):
            first -= 1
        planned.update(range(first, _with_footer(lines, span.end_line, span.column)))
    return planned


def _with_footer(lines: Sequence[str], end: int, column: int) -> int:
    """The end of a span's lines with the deeper comments below, which move with its block."""
    for index in range(end, len(lines)):
        if is_comment(lines[index]) and _indentation(lines[index]) > column:
            end = index + 1
        elif not is_blank(lines[index]):
            break
    return end


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


def _first_difference(old: _Text, new: _Text, planned: set[int]) -> int | None:
    """The line of the old text from which on the new one does not fit the plan."""
    at, free, failed = 0, False, 0
    for start, end in _fixed_stretches(len(old.lines), planned):
        last = end == len(old.lines)
        for candidate in range(at, len(new.lines) + 1) if free else [at]:
            place, reached = _walk(old, new, start, end, candidate)
            if place is not None and (not last or place == len(new.lines)):
                at = place
                break
            failed = max(failed, reached)
        else:
            return min(failed + 1, len(old.lines))
        free = True
    return None


def _fixed_stretches(count: int, planned: set[int]) -> Iterator[tuple[int, int]]:
    """The runs of lines that are not planned; one may be empty at either end of the file."""
    start = 0
    for index in sorted(planned):
        if index >= count:
            break
        if index > start or index == 0:
            yield start, index
        start = index + 1
    yield start, count


def _same(old: _Text, i: int, new: _Text, j: int) -> bool:
    """Whether two lines are equal but for import statements on them.

    A line that was the last of the file may have got its missing line end.
    """
    before, after = old.lines[i], new.lines[j]
    if i + 1 == len(old.lines) and j + 1 < len(new.lines) and not before.endswith(("\r", "\n")):
        after = after.rstrip("\r\n")
    if before == after:
        return True
    rests = old.rest[i], new.rest[j]
    if rests == (None, None):
        return False
    ends = [each[len(each.rstrip("\r\n")) :] for each in (before, after)]
    left, right = _squeezed(rests[0] or before), _squeezed(rests[1] or after)
    return bool(left) and left == right and ends[0] == ends[1]


def _walk(old: _Text, new: _Text, start: int, end: int, at: int) -> tuple[int | None, int]:
    """Where the old lines from start to end, found from `at` on, end in the new ones.

    Loose lines may be missing on either side. The second number is how far it came.
    """
    i, j = start, at
    while i < end:
        if j < len(new.lines) and _same(old, i, new, j):
            i, j = i + 1, j + 1
        elif j < len(new.lines) and new.loose[j]:
            j += 1
        elif old.loose[i]:
            i += 1
        else:
            return None, i
    if end == len(old.lines):
        while j < len(new.lines) and new.loose[j]:
            j += 1
    return j, i
