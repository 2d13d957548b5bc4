"""What a run comes to, in a few lines after its findings: counts, failures, what was held back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from asyncfix.model import Failure, Report
from asyncfix.output.lines import Line, Plain, counted, draw, visible

if TYPE_CHECKING:
    from rich.console import Console


def render(report: Report, console: Plain | Console) -> None:
    """Draws the failures, the notes and the summary."""
    draw(console, _lines(report))


def failed_files(failures: Iterable[Failure]) -> Iterator[Line]:
    """What went wrong with files, each on a line."""
    for failure in failures:
        where = f"{visible(failure.path)}:{failure.line}: "
        yield Line(((where, "bold"), (f"{failure.stage}: {visible(failure.message)}", "red")))


def _lines(report: Report) -> Iterator[Line]:
    yield from failed_files(report.failures)
    for note in report.notes:
        yield Line((("note: ", "bold cyan"), visible(note)), indent=2)
    if report.results:
        yield Line(((_counts(report), "bold"),), indent=2)
        for line in _remarks(report):
            yield Line((f"  {line}",), indent=4)
    elif not report.failures:
        yield _clear(report)
    if report.failures:
        failed = len({failure.path for failure in report.failures})
        yield Line(((f"{counted(failed, 'file')} could not be processed.", "bold red"),))


def _clear(report: Report) -> Line:
    if not report.files:
        return Line((("No Python files found.", "bold yellow"),))
    clear = f"All clear: nothing found in {counted(report.files, 'file')}."
    return Line(((clear, "bold green"),))


def _counts(report: Report) -> str:
    findings = len(report.results)
    fixable = sum(result.fixable for result in report.results)
    applied = sum(result.applied for result in report.results)
    files = counted(len(report.changes), "file")
    if report.applying:
        left = f"{findings - applied} left" if applied < findings else "nothing left"
        text = f"Fixed {applied} of {counted(findings, 'finding')}, {files} changed, {left}."
    else:
        places = len({result.finding.path for result in report.results})
        among = f"{places} of " if places < report.files else ""
        text = f"Found {counted(findings, 'finding')} in {among}{counted(report.files, 'file')}"
        text += f", {fixable} fixable with `asyncfix apply`." if fixable else ", none fixable."
    return text


def _remarks(report: Report) -> list[str]:
    held_back = [result for result in report.results if result.held_back]
    released = Counter(result.release for result in held_back if result.release)
    stuck = sum(result.fix is not None and not result.release for result in held_back)
    manual = sum(result.fix is None and not result.release for result in held_back)
    lines = [f"{count} more fixable with {option}" for option, count in released.most_common()]
    acceptable = [result.acceptable for result in report.results if result.acceptable]
    if acceptable:
        lines.append(_with_accepted(acceptable))
    if stuck:
        lines.append(f"{stuck} held back for the reason given")
    if manual:
        lines.append(f"{manual} without an automatic fix")
    return lines


def _with_accepted(acceptable: Sequence[Sequence[str]]) -> str:
    """How many fixes would be native and safe, and which single name does most for that."""
    line = f"{len(acceptable)} native and safe with http-accept"
    alone = Counter(names[0] for names in acceptable if len(names) == 1)
    if not alone:
        return line
    ((name, count),) = alone.most_common(1)
    return (
        f'{line} = ["{name}"]'
        if count == len(acceptable)
        else f'{line}, {count} of them by "{name}"'
    )
