"""The rules as a table, and a rule's page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

from asyncfix.model import Rule
from asyncfix.output.lines import PROSE_WIDTH, STYLES

# Markdown shows the fence's language at best, but not that this is the case before the fix.
_TAGGED_FENCE = re.compile(r"^```(python) (\w+)[^\n]*$", re.MULTILINE)


def table(rules: Sequence[Rule], console: Console) -> None:
    """Draws the table of the rules, by code."""
    grid = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for title in ("Code", "Name", "Severity", "Default", "Summary"):
        grid.add_column(title, no_wrap=title != "Summary")
    for rule in sorted(rules, key=lambda rule: rule.code):
        style = STYLES[rule.severity]
        grid.add_row(
            Text(rule.code, style),
            rule.name,
            rule.severity.value,
            "on" if rule.default else "off",
            rule.summary,
        )
    console.print(grid)


def page(markdown: str, console: Console) -> None:
    """Draws a page on a terminal; elsewhere its text goes out as it is."""
    if console.file.isatty():
        captioned = _TAGGED_FENCE.sub(r"*\2:*\n\n```\1", markdown)
        console.print(Markdown(captioned), width=min(console.width, PROSE_WIDTH))
    else:
        console.out(markdown, end="", highlight=False)
