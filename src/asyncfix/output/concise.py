"""The format for searching and for editors: one finding a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncfix.model import Report, Result
from asyncfix.output.lines import STYLES, Line, Plain, draw, visible

if TYPE_CHECKING:
    from rich.console import Console


def render(report: Report, console: Plain | Console) -> None:
    """Draws a line for each finding of the report."""
    results = sorted(report.results, key=lambda result: result.finding.order)
    draw(console, map(_line, results))


def _line(result: Result) -> Line:
    finding = result.finding
    return Line(
        (
            (visible(finding.path), "bold"),
            f":{finding.span.line}:{finding.span.column + 1}: ",
            (finding.code, STYLES[finding.severity]),
            f" {visible(finding.message)}",
            (_outcome(result), "green" if result.fixable else "yellow"),
        )
    )


def _outcome(result: Result) -> str:
    if result.fix is None:
        return ""
    strategy = result.fix.strategy.value
    if result.applied:
        return f" [fixed: {strategy}]"
    if not result.held_back:
        return f" [fix: {strategy}]"
    return f" [held back: {strategy}; {result.release}]" if result.release else ""
