"""The format for people: each finding with its source line, its chain, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncfix.model import Finding, Report, Result, Step
from asyncfix.output.excerpt import excerpt
from asyncfix.output.lines import STYLES, Line, Plain, draw, visible

if TYPE_CHECKING:
    from rich.console import Console

Parts = tuple[str | tuple[str, str], ...]


def render(report: Report, console: Plain | Console) -> None:
    """Draws the findings of the report."""
    results = sorted(report.results, key=lambda result: result.finding.order)
    draw(console, (line for result in results for line in _lines(result, console)))


def _lines(result: Result, console: Plain | Console) -> Iterator[Line]:
    finding = result.finding
    # in a file one line each, for grep and for editors
    yield Line(_heading(finding), indent=4 if console.is_terminal else None)
    yield from excerpt(finding, console.width)
    gutter = " " * len(str(finding.span.line))
    for chain in (finding.chain, *finding.other_chains):
        for depth, step in enumerate(chain):
            yield _remark(gutter, _step(step, depth), depth)
    for label, style, text in _outcome(result):
        yield _remark(gutter, ((f"{label}: ", style), visible(text)))
    yield Line(())


def _remark(gutter: str, parts: Parts, depth: int = 0) -> Line:
    mark = f"{gutter}   {'  ' * (depth - 1)}└ " if depth else f"{gutter} = "
    return Line(((mark, "blue"), *parts), indent=len(mark) + 2)


def _heading(finding: Finding) -> Parts:
    return (
        (visible(finding.path), "bold"),
        f":{finding.span.line}:{finding.span.column + 1} ",
        (finding.code, STYLES[finding.severity]),
        f" {visible(finding.message)}",
    )


def _step(step: Step, depth: int) -> Parts:
    return (
        ("" if depth else "chain: ", "bold"),
        (f"{visible(step.path)}:{step.line}", "bold"),
        f" {visible(step.function)} → {visible(step.call)}",
    )


def _outcome(result: Result) -> Iterator[tuple[str, str, str]]:
    """Label, style and text of each remark on the fix."""
    fix = result.fix
    accept = f"accept {', '.join(f'`{name}`' for name in result.acceptable)}"
    ways = [f"release: {result.release}"] if result.release else []
    ways += [accept] if result.acceptable else []
    release = f" ({', or '.join(ways)})" if ways else ""
    if fix is None:
        yield "no automatic fix", "bold magenta", result.held_back + release
        return
    kind = f"({fix.strategy.value}, {fix.applicability.value})"
    if result.applied:
        yield f"fixed {kind}", "bold green", fix.title
    else:
        yield f"fix {kind}", "bold yellow" if result.held_back else "bold green", fix.title
    if fix.reason and fix.reason != result.held_back:
        yield "note", "bold", fix.reason if result.held_back else fix.reason + release
    if result.held_back:
        yield "held back", "bold yellow", result.held_back + release
