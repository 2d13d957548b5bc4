"""What a rule's page shows is what the tool does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from asyncfix.pages import read_rule, shown
from asyncfix.testing import Case, cases, fix_source, fixed_text, report_source

RULES = Path(__file__).parents[2] / "codemods" / "asyncfix_codemods" / "rules"
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
PAGES = sorted(RULES.glob("*.md"))
SHOWN = {
    f"{page.stem[:5]}:{case.line}": case
    for page in PAGES
    for case in cases(page.read_text(encoding="utf-8"))
}
CASES = [pytest.param(name[:5], case, id=name) for name, case in SHOWN.items()]
# Where nothing changes, a second time is the first one again.
CHANGED = [pytest.param(x, id=name) for name, x in SHOWN.items() if x.before != x.after]


@pytest.mark.parametrize(("code", "case"), CASES)
def test_the_page_shows_what_the_tool_does_and_is_about_the_rule(code: str, case: Case) -> None:
    report = report_source(case.before, options=case.options)
    assert fixed_text(case.before, report) == case.after
    assert case.before == case.after or code in {x.finding.code for x in report.results}


@pytest.mark.parametrize("case", CHANGED)
def test_a_second_time_changes_nothing(case: Case) -> None:
    assert fix_source(case.after, options=case.options) == case.after


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_page_shows_a_fix_and_what_is_left_alone(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    found = cases(text)
    assert any(case.before == case.after for case in found)
    if "There is **no fix**:" in text:  # of nothing that the rule finds
        reported = [report_source(case.before, options=case.options).results for case in found]
        assert any(page.stem[:5] == x.finding.code and x.held_back for y in reported for x in y)
    else:
        assert any(case.before != case.after for case in found)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_page_is_built_alike(page: Path) -> None:
    rule = read_rule(page)
    assert page.stem == f"{rule.code}-{rule.name}"
    assert rule.summary.endswith(".")
    prose = _FENCED.sub("", shown(page))
    headings = [line for line in prose.splitlines() if line.startswith("#")]
    title = f"# {rule.code} {rule.name}"
    assert headings == [title, "## What it does", "## Why it matters", "## Fix safety", "## Cases"]
