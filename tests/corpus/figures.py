"""Writes docs/real-code.md: what the tool finds and does in published projects.

Its last two sections are written by hand, and stay.

Run it with `python -m tests.corpus.figures`.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from asyncfix.model import Report
from asyncfix.pipeline import run
from asyncfix.settings import Settings
from tests.corpus.projects import PROJECTS, Project, copy, tree

PAGE = Path(__file__).parents[2] / "docs" / "real-code.md"
BY_HAND = "\n## Applications with a database\n"
INTRODUCTION = """\
# Real code

What `asyncfix check` finds in published projects, and what `asyncfix apply` does about it, with
no options. The same releases are rewritten in CI: nothing crashes, every file that compiled still
compiles, files without findings keep every byte, and a second `apply` changes nothing.
All but the last two sections of this page are written by `python -m tests.corpus.figures`.
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """One project's numbers."""

    project: Project
    lines: int
    seconds: float
    report: Report

    @property
    def fixed(self) -> int:
        return sum(result.fixable for result in self.report.results)


def measure(project: Project) -> Figures:
    """Checks one project in a copy of its sources."""
    with tempfile.TemporaryDirectory() as name:
        folder = copy(project, Path(name))
        lines = sum(text.count(b"\n") for text in tree(folder).values())
        started = time.perf_counter()
        report = run(Settings(root=folder), (folder,), rewrite=True)
        return Figures(project, lines, time.perf_counter() - started, report)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; every column but the first is aligned to the right."""
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def kind_of(reason: str) -> str:
    """A reason without the names of the one case, nor what else is said of a handler."""
    named = re.sub(r"`[^`]*`", "`…`", reason.partition("; ")[0])
    return re.sub(r"\bline \d+", "line …", re.sub(r"\S+\.py\b", "…", named))


def page(figures: Sequence[Figures]) -> str:
    """The whole page."""
    results = [result for one in figures for result in one.report.results]
    found = Counter(f"{result.finding.code} {result.finding.name}" for result in results)
    fixed = [result for result in results if result.fixable and result.fix]
    by_rule = Counter(f"{result.finding.code} {result.finding.name}" for result in fixed)
    by_strategy = Counter(result.fix.strategy.value for result in fixed if result.fix)
    reasons = Counter(kind_of(result.held_back) for result in results if result.held_back)
    projects = [
        (
            f"{one.project.name} {one.project.version}",
            one.report.files,
            one.lines,
            len(one.report.changes),
            len(one.report.results),
            one.fixed,
            len(one.report.results) - one.fixed,
            f"{one.seconds:.1f}",
        )
        for one in figures
    ]
    heads = ("project", "files", "lines", "files changed", "findings", "fixed", "left", "seconds")
    return "\n".join(
        (
            INTRODUCTION,
            table(heads, projects),
            "## By rule\n",
            table(
                ("rule", "findings", "fixed"),
                ((rule, count, by_rule[rule]) for rule, count in sorted(found.items())),
            ),
            "## Fixed, by strategy\n",
            table(("strategy", "findings"), by_strategy.most_common()),
            "## Held back, by reason\n",
            "Names are left out: `…` is a function, a call or what it changes, … a file or line.\n",
            table(("reason", "findings"), reasons.most_common()),
        )
    )


def main() -> None:
    """Measures every project and writes the page."""
    PAGE.parent.mkdir(exist_ok=True)
    _, heading, section = PAGE.read_text(encoding="utf-8").partition(BY_HAND)
    figures = page([measure(project) for project in PROJECTS])
    PAGE.write_text(figures + heading + section, encoding="utf-8")


if __name__ == "__main__":
    main()
