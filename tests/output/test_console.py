"""Colour, width, wrapping, the bar, the table of rules and a rule's page."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from random import Random

import pytest
from rich.text import Text

from asyncfix.model import Rule, Severity
from asyncfix.output import Color
from asyncfix.output.console import console, show
from asyncfix.output.lines import breaks, is_colored, measured_breaks
from asyncfix.output.progress import progress
from asyncfix.output.reference import page, table

PAGE = "# AF101\n\nFinds `time.sleep` [int].\n\n```python before\nx = 1\n```\n"


class Terminal(StringIO):
    """A stream that passes for a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("color", "stream", "environment", "expected"),
    [
        (Color.AUTO, Terminal(), {}, True),
        (Color.AUTO, StringIO(), {}, False),
        (Color.AUTO, Terminal(), {"NO_COLOR": "1"}, False),
        (Color.AUTO, Terminal(), {"NO_COLOR": ""}, True),
        (Color.AUTO, Terminal(), {"TERM": "dumb"}, False),
        (Color.AUTO, StringIO(), {"FORCE_COLOR": "1"}, True),
        (Color.AUTO, StringIO(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (Color.ALWAYS, StringIO(), {"NO_COLOR": "1"}, True),
        (Color.NEVER, Terminal(), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(
    color: Color, stream: StringIO, environment: dict[str, str], expected: bool
) -> None:
    assert is_colored(stream, color, environment) is expected


def shown(text: str, indent: int) -> list[str]:
    stream = StringIO()
    show(console(stream, Color.NEVER), Text(text), indent)
    return stream.getvalue().splitlines()


def test_prose_is_wrapped_with_a_hanging_indent() -> None:
    assert shown("word " * 20, 4) == [("word " * 16).rstrip(), "    word word word word"]


def test_code_and_long_words_stay_whole() -> None:
    long = "x" * 90
    assert shown(f"see {long} and `a b c`", 2) == ["see", f"  {long}", "  and `a b c`"]
    assert shown("y" * 70 + " `code with blanks`", 2) == ["y" * 70, "  `code with blanks`"]


def ticks() -> Iterator[float]:
    yield from (0.0, 0.5, 2.0, 2.5)


def test_the_bar_waits_for_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    clock = ticks()
    with progress(console(stream, Color.NEVER), lambda: next(clock)) as update:
        update(1, 10)
        assert stream.getvalue() == ""
        update(2, 10)
        assert "2/10" in stream.getvalue()


def test_there_is_no_bar_where_there_is_no_terminal() -> None:
    stream = StringIO()
    clock = ticks()
    with progress(console(stream, Color.ALWAYS), lambda: next(clock)) as update:
        update(1, 10)
        update(2, 10)
    assert stream.getvalue() == ""


def test_the_table_of_rules_fits_80_columns() -> None:
    rules = [
        Rule("AF201", "blocking-through-call", "An async function calls " * 4, Severity.ERROR),
        Rule("AF112", "blocking-path-op", "One cheap call [int]", Severity.NOTE, default=False),
    ]
    stream = StringIO()
    table(rules, console(stream, Color.NEVER))
    lines = stream.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[1].split() == [
        *("AF112", "blocking-path-op", "note", "off", "One", "cheap", "call", "[int]")
    ]
    assert lines[2].startswith("AF201  blocking-through-call  error     on       An async")


def test_a_page_is_rendered_on_a_terminal_only() -> None:
    piped, terminal = StringIO(), Terminal()
    page(PAGE, console(piped, Color.ALWAYS))
    page(PAGE, console(terminal, Color.NEVER))
    assert piped.getvalue() == PAGE
    assert "```" not in terminal.getvalue()
    assert "before:" in terminal.getvalue()
    assert "Finds time.sleep [int]." in terminal.getvalue()


def test_lines_end_where_measured_words_do() -> None:
    pieces = ["a", "bb", "ccccc", " ", "  ", "`", "x y", "`a b`", "└ ", "dddddddddddd"]
    dice = Random(7)
    for _ in range(2000):
        text = "".join(dice.choices(pieces, k=dice.randrange(15)))
        for indent, room in ((0, 3), (2, 8), (4, 12), (9, 20)):
            assert breaks(text, indent, room) == measured_breaks(text, indent, room)
