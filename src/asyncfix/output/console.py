"""Consoles of Rich for the two output streams, and how lines are printed on them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TextIO

from rich.console import Console
from rich.segment import Segment, Segments
from rich.text import Text

from asyncfix.output import Color
from asyncfix.output.lines import PIPED_WIDTH, PROSE_WIDTH, Line, breaks, is_colored, robust

PIPED_HEIGHT = 25


def console(stream: TextIO, color: Color = Color.AUTO) -> Console:
    """A console on the stream: as wide as the terminal, or of 80 columns where there is none."""
    robust(stream)
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


def put(console: Console, text: str) -> None:
    """Prints what has its line ends already, as it is."""
    console.print(Segments([Segment(text)]), soft_wrap=True)


def draw(console: Console, lines: Iterable[Line]) -> None:
    """Prints each on a line of its own, in its colours."""
    for line in lines:
        if line.indent is None:
            console.print(Text.assemble(*line.parts), soft_wrap=True)
        else:
            show(console, Text.assemble(*line.parts), line.indent)


def show(console: Console, text: Text, indent: int = 0) -> None:
    """Prints prose, wrapped at the console's width; lines after the first are indented.

    What stands in backticks is emphasized. A word longer than a line stays whole.
    """
    text.highlight_regex("`[^`]+`", "bold")
    room = min(console.width, PROSE_WIDTH) - indent
    lines = text.divide(breaks(text.plain, indent, room))
    for line in lines:
        line.rstrip()
    console.print(Text("\n" + " " * indent).join(lines), soft_wrap=True)
