"""The output formats by name; the module of that name draws a report on a console."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING

from asyncfix.model import Report

if TYPE_CHECKING:
    from rich.console import Console

    from asyncfix.output.lines import Plain


class Format(str, Enum):
    """What `--output-format` offers."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"


class HandlersFormat(str, Enum):
    """What `--output-format` of `handlers` offers."""

    TABLE = "table"
    JSON = "json"


class Color(str, Enum):
    """What `--color` offers."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def render(report: Report, form: Format, console: Plain | Console) -> None:
    """Draws the report in that format."""
    draw: Callable[[Report, Plain | Console], None] = import_module(
        f"{__name__}.{form.value}"
    ).render
    draw(report, console)
