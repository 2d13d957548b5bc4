"""Consoles for the two output streams, and the few things all prose on them has in common."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from io import TextIOWrapper
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from asyncfix.model import Severity
from asyncfix.output import Color

PIPED_WIDTH = 80
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
    return " ".join(text.split("\n")).translate(_PICTURES)


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
    breaks: list[int] = []
    column = -indent
    for word in _WORD.finditer(text):
        if column > -indent and column + cell_len(word[0].rstrip()) > room:
            breaks.append(word.start())
            column = 0
        column += cell_len(word[0])
    return breaks
