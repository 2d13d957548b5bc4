"""Writes a part of docs/http.md: what becomes of the HTTP calls in published projects, and why.

Run it with `python -m tests.corpus.http`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from asyncfix import registry, tables
from asyncfix.model import Result
from asyncfix.pipeline import run
from asyncfix.settings import Settings
from tests.corpus.figures import table
from tests.corpus.projects import PROJECTS, Project, sources

PAGE = Path(__file__).parents[2] / "docs" / "http.md"
BEGIN = "<!-- python -m tests.corpus.http -->\n"
END = "<!-- end -->\n"
RELEASES = (
    *(project for project in PROJECTS if project.name in ("open-webui", "open-interpreter")),
    Project("g4f", "8.8.6"),
    Project("crawl4ai", "0.9.5"),
    Project("rasa", "1.10.2"),
    Project("khoj", "1.42.10"),
)
PLAIN = "`--http-client httpx`"
NAMES = tuple(tables.load(path for pack in registry.packs() for path in pack.tables).acceptable)
WAYS: Mapping[str, Settings] = {
    PLAIN: Settings(http_client="httpx"),
    "and `--strategy native --unsafe-fixes`": Settings(
        http_client="httpx", strategy="native", unsafe_fixes=True
    ),
    "with all names in `http-accept`": Settings(http_client="httpx", http_accept=NAMES),
}
OUTCOMES = ("native", "native, unsafe", "thread", "def", "none")
UNKNOWN = "its library has no asynchronous client that is known"
_NAMES = re.compile(
    r"`(?!\.\w+`|params|data|files|auth|verify)[^`]*`|\([^)]*\)|\bline \d+\b|\b[\w/.-]+\.py\b"
)


def found(project: Project, settings: Settings) -> tuple[Result, ...]:
    """The calls of HTTP libraries that stand in asynchronous functions themselves."""
    folder = sources(project)
    chosen = replace(settings, root=folder, select=("AF102",))
    return run(chosen, (folder,)).results


def outcome(result: Result) -> str:
    """What becomes of one call."""
    if result.fix is None or not result.fixable:
        return "none"
    strategy = result.fix.strategy.value
    return f"{strategy}, unsafe" if result.fix.applicability.value == "unsafe" else strategy


def reason(result: Result) -> str:
    """Why it did not become native, without the names that are the project's."""
    if outcome(result) == "def":
        return "its handler becomes a plain `def`"
    said = result.held_back or (result.fix.reason if result.fix is not None else "")
    return _NAMES.sub("…", said.partition(";")[0]).strip() or UNKNOWN


def section(results: Mapping[str, Sequence[Result]]) -> str:
    """The tables, for the findings of each way."""
    rows = [
        [way, *(sum(outcome(item) == kind for item in items) for kind in OUTCOMES)]
        for way, items in results.items()
    ]
    plain = results[PLAIN]
    reasons = Counter(reason(item) for item in plain if outcome(item) != "native")
    names = ", ".join(f"{item.name} {item.version}" for item in RELEASES)
    return "\n".join(
        [
            f"In {names}:\n{len(plain)} calls that stand in asynchronous functions themselves.\n",
            table(["", *OUTCOMES], rows),
            "Why the others do not become native:\n",
            table(["reason", "calls"], reasons.most_common()),
        ]
    )


def main() -> None:
    """Measures all projects in all ways and rewrites the part of the page."""
    results = {
        way: [item for project in RELEASES for item in found(project, settings)]
        for way, settings in WAYS.items()
    }
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(before + BEGIN + section(results) + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()
