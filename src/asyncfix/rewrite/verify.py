"""Checks a rewritten text against its plan with `ast` and lines alone, not with what wrote it."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os.path import commonprefix

from asyncfix.model import Edit
from asyncfix.rewrite.source import is_blank, is_comment, parse, split_lines


@dataclass(frozen=True, slots=True)
class _Text:
    """Lines, and for each whether it may come and go with the imports."""

    lines: Sequence[str]
    loose: Sequence[bool]


def problems(before: str, after: str, edits: Sequence[Edit]) -> list[str]:
    """What is wrong with the text `after`, one line each: it must be valid Python, and outside
    of the edits' lines only import statements may have come, gone or changed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(after, "<after>", "exec", dont_inherit=True)
        tree = parse(after)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        return [f"line {line} of the new text is not valid Python: {error}"]
    old_tree, old_lines = parse(before), split_lines(before)
    old, new = _text(old_lines, old_tree), _text(split_lines(after), tree)
    line = _first_difference(old, new, _planned(old_lines, old_tree, edits))
    return [] if line is None else [f"line {line} would change outside of the planned edits"]


def _text(lines: Sequence[str], tree: ast.Module) -> _Text:
    """A line is loose if it is an import statement's, blank and next to one, or its `pass`."""
    loose = [False] * len(lines)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Pass):
            end = node.end_lineno or node.lineno
            loose[node.lineno - 1 : end] = [True] * (end - node.lineno + 1)
    for order in (range(1, len(lines)), range(len(lines) - 2, -1, -1)):
        step = -1 if order.step == 1 else 1
        for index in order:
            loose[index] = loose[index] or (is_blank(lines[index]) and loose[index + step])
    return _Text(lines, loose)


def _planned(lines: Sequence[str], tree: ast.Module, edits: Sequence[Edit]) -> set[int]:
    """The indexes of the lines that the edits may change."""
    decorated = {
        (node.lineno, node.col_offset): min(each.lineno for each in node.decorator_list)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and node.decorator_list
    }
    planned: set[int] = set()
    for edit in edits:
        span = edit.span
        start = min(span.line, decorated.get((span.line, span.column), span.line))
        planned.update(range(start - 1, _with_footer(lines, span.end_line, span.column)))
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


def _same(old: Sequence[str], i: int, new: Sequence[str], j: int) -> bool:
    """Whether two lines are equal; one that was the last may have got its missing line end."""
    was_last = i + 1 == len(old) and j + 1 < len(new)
    return old[i] == new[j] or (was_last and new[j].rstrip("\r\n") == old[i])


def _is_part(part: str, line: str) -> bool:
    """Whether the part is the line with one stretch, such as `import x; `, taken out."""
    if is_blank(part) or len(part) > len(line):
        return False
    same = len(commonprefix([part, line]))
    return line.endswith(part[same:])


def _walk(old: _Text, new: _Text, start: int, end: int, at: int) -> tuple[int | None, int]:
    """Where the old lines from start to end, found from `at` on, end in the new ones.

    Loose lines may be missing on either side. The second number is how far it came.
    """
    i, j = start, at
    while i < end:
        if j < len(new.lines) and _same(old.lines, i, new.lines, j):
            i, j = i + 1, j + 1
        elif j < len(new.lines) and new.loose[j]:
            j += 1
        elif old.loose[i]:
            shortened = j < len(new.lines) and _is_part(new.lines[j], old.lines[i])
            i, j = i + 1, j + shortened
        else:
            return None, i
    if end == len(old.lines):
        while j < len(new.lines) and new.loose[j]:
            j += 1
    return j, i
