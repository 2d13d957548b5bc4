"""Consoles for the two output streams, and the few things all prose on them has in common."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from io import TextIOWrapper
from itertools import pairwise
from typing import NamedTuple, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment, Segments
from rich.text import Text

from asyncfix.model import Severity
from asyncfix.output import Color

PIPED_WIDTH = 80
PIPED_HEIGHT = 25
PROSE_WIDTH = 100
STYLES: Mapping[Severity, str] = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.NOTE: "bold cyan",
}
_WORD = re.compile(r"(?:`[^`]*`|\S)+\s*|\s+")
_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}


def console(stream: TextIO, color: Color = Color.AUTO) -> Console:
    """A console on the stream: as wide as the terminal, or of 80 columns where there is none."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
    colored = is_colored(stream, color, os.environ)
    return Console(
        file=stream,
        width=None if stream.isatty() else PIPED_WIDTH,
        height=None if stream.isatty() else PIPED_HEIGHT,  # else the terminal is asked for both
        color_system="standard" if colored else None,
        force_terminal=colored or None,
        no_color=not colored,
        markup=False,
        highlight=False,
        emoji=False,
    )


def is_colored(stream: TextIO, color: Color, environment: Mapping[str, str]) -> bool:
    """Whether to colour: what the option says, else NO_COLOR, FORCE_COLOR, else a terminal."""
    if color is not Color.AUTO:
        return color is Color.ALWAYS
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"


def visible(text: str) -> str:
    """The text on one line, with pictures of control characters, which a terminal would obey."""
    if text.isprintable():
        return text
    return " ".join(text.split("\n")).translate(_PICTURES)


def put(console: Console, text: str) -> None:
    """Prints what has its line ends already, as it is."""
    console.print(Segments([Segment(text)]), soft_wrap=True)


class Line(NamedTuple):
    """Text in parts, each with a style or without; wrapped, with lines after the first indented.

    Without an `indent` it is not wrapped.
    """

    parts: Sequence[str | tuple[str, str]]
    indent: int | None = None

    @property
    def plain(self) -> str:
        """The text without styles."""
        return "".join(part if isinstance(part, str) else part[0] for part in self.parts)


def draw(console: Console, lines: Iterable[Line | Text]) -> None:
    """Prints each on a line of its own, as long as it is.

    Where nothing is coloured, all are printed at once: to lay out one by one takes long.
    """
    if console.color_system is None:
        room = min(console.width, PROSE_WIDTH)
        put(console, "".join(f"{_plain(line, room)}\n" for line in lines))
        return
    for line in lines:
        if isinstance(line, Text):
            console.print(line, soft_wrap=True)
        elif line.indent is None:
            console.print(Text.assemble(*line.parts), soft_wrap=True)
        else:
            show(console, Text.assemble(*line.parts), line.indent)


def _plain(line: Line | Text, room: int) -> str:
    text, indent = line.plain, line.indent if isinstance(line, Line) else None
    breaks = _breaks(text, indent, room - indent) if indent is not None else []
    if indent is None or not breaks:
        return text if indent is None else text.rstrip()
    places = pairwise((0, *breaks, len(text)))
    return ("\n" + " " * indent).join(text[begin:end].rstrip() for begin, end in places)


def show(console: Console, text: Text, indent: int = 0) -> None:
    """Prints prose, wrapped at the console's width; lines after the first are indented.

    What stands in backticks is emphasized. A word longer than a line stays whole.
    """
    text.highlight_regex("`[^`]+`", "bold")
    room = min(console.width, PROSE_WIDTH) - indent
    lines = text.divide(_breaks(text.plain, indent, room))
    for line in lines:
        line.rstrip()
    console.print(Text("\n" + " " * indent).join(lines), soft_wrap=True)


def _breaks(text: str, indent: int, room: int) -> list[int]:
    """Where the lines after the first one begin; the first one has the indent's room as well."""
    if len(text) <= indent + room and text.isascii():
        return []
    breaks: list[int] = []
    column = -indent
    for word in _WORD.finditer(text):
        if column > -indent and column + cell_len(word[0].rstrip()) > room:
            breaks.append(word.start())
            column = 0
        column += cell_len(word[0])
    return breaks
