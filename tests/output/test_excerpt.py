"""The carets stand under the span, whatever the line holds."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from asyncfix.model import Finding, Span
from asyncfix.output.excerpt import excerpt


def marked(source: str, start: int, end: int, width: int = 80, end_line: int = 5) -> list[str]:
    finding = Finding("AF1", "n", "m", "p", Span(5, start, end_line, end), "f", "c", source)
    return [line.plain for line in excerpt(finding, width)]


def under_carets(lines: list[str]) -> str:
    """The characters of the source line that stand above a caret."""
    cells = [cell for character in lines[1] for cell in (character, "")[: cell_len(character)]]
    return "".join(
        cell for cell, mark in zip(cells, lines[2].ljust(len(cells)), strict=False) if mark == "^"
    )


@pytest.mark.parametrize(
    "before", ["", "    ", "\t", "  \t", "x = 1;\t", "日本 = ", "é = ", "e\u0301 = ", "a\x0c"]
)
def test_carets_stand_under_the_call(before: str) -> None:
    lines = marked(f"{before}open('日本', x)  # tail\n", len(before), len(before) + 13)
    assert under_carets(lines) == "open('日本', x)"


@pytest.mark.parametrize("before", ["x" * 100, "日" * 50, "日" * 49 + "x"])
@pytest.mark.parametrize("after", ["", "y" * 5, "y" * 200, "語" * 99, "z" + "語" * 99])
def test_a_long_line_is_cropped_around_the_call(before: str, after: str) -> None:
    lines = marked(before + "call(12)" + after, len(before), len(before) + 8)
    assert max(map(cell_len, lines)) <= 80
    assert under_carets(lines) == "call(12)"
    assert "…" in lines[1]


def test_a_call_longer_than_the_width_is_cut() -> None:
    lines = marked("x = f(" + "a" * 200 + ")", 4, 207)
    assert max(map(cell_len, lines)) <= 80
    assert lines[1].startswith("5 | x = f(a")
    assert lines[2].startswith("  |     ^^^^")


def test_indentation_goes_first_and_unmarked() -> None:
    lines = marked(" " * 90 + "call(12)", 90, 98)
    assert under_carets(lines) == "call(12)"
    assert "…" not in lines[1]


def test_a_short_line_is_not_cropped() -> None:
    assert marked("x = f()", 4, 7)[1] == "5 | x = f()"


def test_a_call_over_lines_is_marked_to_the_end_of_its_first() -> None:
    lines = marked("x = f(  \r\n", 4, 1, end_line=9)
    assert lines[2] == "  |     ^^ to line 9"


def test_an_empty_span_gets_one_caret() -> None:
    assert marked("x", 1, 1)[2] == "  |  ^"


def test_without_source_there_is_no_excerpt() -> None:
    assert marked("", 0, 3) == []
