"""A finding's line of source with carets under the span: tabs, wide characters, long lines."""

from __future__ import annotations

from asyncfix.model import Finding
from asyncfix.output.lines import STYLES, Line, cell_len, visible

_TAB = 4
_LEAD = 6


def excerpt(finding: Finding, width: int) -> list[Line]:
    """The lines to print, each with its gutter, none wider than `width` cells."""
    source = finding.source.rstrip("\r\n")
    if not source.strip():
        return []
    span = finding.span
    number = str(span.line)
    cells, columns = _cells(source)
    goes_on = span.end_line > span.line
    last = len(source.rstrip()) if goes_on else span.end_column
    start = columns[min(span.column, len(source))]
    end = max(columns[min(last, len(source))], start + 1)
    note = f" to line {span.end_line}" if goes_on else ""
    shown, left = _cropped(cells, start, end, width - len(number) - 3)
    carets = "^" * (min(end - left, len(shown)) - (start - left) or 1)
    if len(number) + 3 + start - left + len(carets) + len(note) > width:
        note = ""
    blank = " " * len(number)
    mark = (carets, STYLES[finding.severity])
    return [
        Line(((f"{blank} |", "blue"),)),
        Line(((f"{number} | ", "blue"), "".join(shown))),
        Line(((f"{blank} | ", "blue"), " " * (start - left), mark, (note, "dim"))),
    ]


def _cells(source: str) -> tuple[list[str], list[int]]:
    """The terminal's cells, and for each character, and the end, the cell where it begins.

    A wide character fills two cells, of which the second is empty text.
    """
    if source.isascii() and source.isprintable():
        return list(source), list(range(len(source) + 1))
    cells: list[str] = []
    columns: list[int] = []
    for character in source:
        columns.append(len(cells))
        shown = " " * (_TAB - len(cells) % _TAB) if character == "\t" else visible(character)
        size = cell_len(shown)
        if character == "\t":
            cells += shown
        elif size or not cells:
            cells += [shown, *[""] * (size - 1)]
        else:
            cells[-1] += shown  # a combining mark
    return cells, [*columns, len(cells)]


def _cropped(cells: list[str], start: int, end: int, room: int) -> tuple[list[str], int]:
    """The cells that fit, around the span, and how many were left out before them."""
    if len(cells) <= room:
        return cells, 0
    if end - start <= room - _LEAD:
        left = max(0, min(end - room + (end < len(cells)), start - _LEAD))
    else:
        left = 0 if start < room // 2 else start - _LEAD
    shown = cells[left : left + room]
    if "".join(cells[: left + 1]).strip() and left:  # losing indentation alone goes unmarked
        shown[0] = "…"
        if shown[1] == "":
            shown[1] = " "
    if left + room < len(cells):
        if shown[-1] == "":
            shown[-2] = " "
        shown[-1] = "…"
    return shown, left
