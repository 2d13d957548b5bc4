"""Lines of text in styled parts, and what prints them where nothing is coloured.

Rich, which takes long to import, is needed on a terminal, and for colours, only.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from io import StringIO, TextIOWrapper
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TextIO

from asyncfix.model import Severity
from asyncfix.output import Color

if TYPE_CHECKING:
    from rich.console import Console

PIPED_WIDTH = 80
PROSE_WIDTH = 100
STYLES: Mapping[Severity, str] = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.NOTE: "bold cyan",
}
_WORD = re.compile(r"(?:`[^`]*`|\S)+\s*|\s+")
_QUOTED = re.compile(r"`[^`]*`")
_NARROW = re.compile(r"[ -~→└…]*")
"""Text that fills as many cells as it has characters: most there is."""
_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}


class Plain:
    """A stream that is no terminal, for text without colours."""

    width = PIPED_WIDTH
    is_terminal = False
    color_system = None

    def __init__(self, file: TextIO) -> None:
        self.file = file


def target(stream: TextIO, color: Color = Color.AUTO) -> Plain | Console:
    """What prints on the stream, with colours if there are to be any."""
    if stream.isatty() or is_colored(stream, color, os.environ):
        from asyncfix.output.console import console

        return console(stream, color)
    robust(stream)
    return Plain(stream)


def robust(stream: TextIO) -> None:
    """Has the stream take characters that its encoding has not."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")


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


def counted(number: int, noun: str) -> str:
    """The number with the noun, which is in the plural unless it is one."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def cell_len(text: str) -> int:
    """How many of a terminal's cells the text fills."""
    return _measure(text)(text)


def _measure(text: str) -> Callable[[str], int]:
    """What says how many cells a part of a text fills."""
    if _NARROW.fullmatch(text):
        return len
    from rich.cells import cell_len as measured

    return measured


def captured(place: Plain | Console, draw: Callable[[Plain | Console], None]) -> str:
    """What is drawn there, instead of printing it."""
    if isinstance(place, Plain):
        text = StringIO()
        draw(Plain(text))
        return text.getvalue()
    with place.capture() as capture:
        draw(place)
    return capture.get()


def put(place: Plain | Console, text: str) -> None:
    """Prints what has its line ends already, as it is."""
    if isinstance(place, Plain):
        place.file.write(text)
    else:
        from asyncfix.output.console import put as print_

        print_(place, text)


class Line(NamedTuple):
    """Text in parts, each with a style or without; wrapped, with lines after the first indented.

    Without an `indent` it is not wrapped.
    """

    parts: Sequence[str | tuple[str, str]]
    indent: int | None = None

    @property
    def plain(self) -> str:
        """The text without styles."""
        return "".join([part if isinstance(part, str) else part[0] for part in self.parts])


def draw(place: Plain | Console, lines: Iterable[Line]) -> None:
    """Prints each on a line of its own, as long as it is.

    Where nothing is coloured, all are printed at once: to lay out one by one takes long.
    """
    if isinstance(place, Plain) or place.color_system is None:
        room = min(place.width, PROSE_WIDTH)
        put(place, "".join([f"{_plain(line.plain, line.indent, room)}\n" for line in lines]))
        return
    from asyncfix.output.console import draw as draw_in_colors

    draw_in_colors(place, lines)


def _plain(text: str, indent: int | None, room: int) -> str:
    return text if indent is None else _wrapped(text, indent, room)


@lru_cache(maxsize=1 << 14)  # many chains end in the same steps
def _wrapped(text: str, indent: int, room: int) -> str:
    found = breaks(text, indent, room - indent)
    if not found:
        return text.rstrip()
    places = pairwise((0, *found, len(text)))
    return ("\n" + " " * indent).join(text[begin:end].rstrip() for begin, end in places)


def breaks(text: str, indent: int, room: int) -> list[int]:
    """Where the lines after the first one begin; the first one has the indent's room as well."""
    if not _NARROW.fullmatch(text):
        return measured_breaks(text, indent, room)
    found: list[int] = []
    limit, end = indent + room, len(text.rstrip())
    kept = _QUOTED.sub(_filled, text) if limit < end else text
    begin = 0
    while limit < end:
        blank = kept.rfind(" ", begin, limit + 1)
        blank = blank if blank >= 0 else kept.find(" ", limit, end)
        if blank < 0:
            break
        begin = end - len(kept[blank:end].lstrip())
        limit = begin + room
        found.append(begin)
    return found


def _filled(quoted: re.Match[str]) -> str:
    """What is quoted, without the blanks, where no line ends."""
    return quoted[0].replace(" ", "_")


def measured_breaks(text: str, indent: int, room: int) -> list[int]:
    """What `breaks` says, for text of any width."""
    found: list[int] = []
    column, measure = -indent, _measure(text)
    for word in _WORD.finditer(text):
        if column > -indent and column + measure(word[0].rstrip()) > room:
            found.append(word.start())
            column = 0
        column += measure(word[0])
    return found
