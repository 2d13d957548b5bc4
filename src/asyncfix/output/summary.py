"""What a run comes to, in a few lines after its findings: counts, failures, what was held back."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.text import Text

from asyncfix.model import Report
from asyncfix.output.console import show, visible


def render(report: Report, console: Console) -> None:
    """Draws the failures, the notes and the summary."""
    for failure in report.failures:
        where = f"{visible(failure.path)}:{failure.line}: "
        what = f"{failure.stage}: {visible(failure.message)}"
        console.print(Text.assemble((where, "bold"), (what, "red")), soft_wrap=True)
    for note in report.notes:
        show(console, Text.assemble(("note: ", "bold cyan"), visible(note)), indent=2)
    if report.results:
        show(console, _counts(report), indent=2)
        for line in _remarks(report):
            show(console, Text(f"  {line}"), indent=4)
    elif not report.failures:
        console.print(_clear(report))
    if report.failures:
        failed = len({failure.path for failure in report.failures})
        console.print(Text(f"{_count(failed, 'file')} could not be processed.", "bold red"))


def _clear(report: Report) -> Text:
    if not report.files:
        return Text("No Python files found.", "bold yellow")
    return Text(f"All clear: nothing found in {_count(report.files, 'file')}.", "bold green")


def _counts(report: Report) -> Text:
    findings = len(report.results)
    fixable = sum(result.fixable for result in report.results)
    applied = sum(result.applied for result in report.results)
    files = _count(len(report.changes), "file")
    if report.applying:
        left = f"{findings - applied} left" if applied < findings else "nothing left"
        text = f"Fixed {applied} of {_count(findings, 'finding')}, {files} changed, {left}."
    else:
        places = len({result.finding.path for result in report.results})
        among = f"{places} of " if places < report.files else ""
        text = f"Found {_count(findings, 'finding')} in {among}{_count(report.files, 'file')}"
        text += f", {fixable} fixable with `asyncfix apply`." if fixable else ", none fixable."
    return Text(text, "bold")


def _remarks(report: Report) -> list[str]:
    held_back = [result for result in report.results if result.held_back]
    released = Counter(result.release for result in held_back if result.release)
    stuck = sum(result.fix is not None and not result.release for result in held_back)
    manual = sum(result.fix is None and not result.release for result in held_back)
    lines = [f"{count} more fixable with {option}" for option, count in released.most_common()]
    if stuck:
        lines.append(f"{stuck} held back for the reason given")
    if manual:
        lines.append(f"{manual} without an automatic fix")
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
