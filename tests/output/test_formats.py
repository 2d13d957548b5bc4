"""Every format on the sample report."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len

from asyncfix.model import Applicability, Report, Result, Strategy
from asyncfix.output import Color, Format, render
from asyncfix.output.lines import target
from asyncfix.output.summary import render as summarize
from tests.output import sample
from tests.output.test_console import Terminal

SNAPSHOTS = Path(__file__).parent / "snapshots"


def drawn(report: Report, form: Format, color: Color = Color.NEVER) -> str:
    stream = StringIO()
    render(report, form, target(stream, color))
    return stream.getvalue()


def summary(report: Report) -> list[str]:
    stream = StringIO()
    summarize(report, target(stream, Color.NEVER))
    return stream.getvalue().splitlines()


@pytest.mark.parametrize("form", list(Format))
def test_a_format_is_as_it_was(form: Format) -> None:
    expected = (SNAPSHOTS / f"{form.value}.txt").read_text("utf-8")
    assert drawn(sample.CHECKED, form) == expected


def test_full_fits_80_columns() -> None:
    stream = Terminal()
    render(sample.CHECKED, Format.FULL, target(stream, Color.NEVER))
    assert max(map(cell_len, stream.getvalue().splitlines())) <= 80


def test_the_first_line_of_a_finding_is_whole_in_a_pipe() -> None:
    text = drawn(sample.CHECKED, Format.FULL)
    for result in sample.CHECKED.results:
        finding = result.finding
        start = f"{finding.path}:{finding.span.line}:{finding.span.column + 1} {finding.code} "
        assert f"{start}{finding.message}\n" in text


def test_full_keeps_brackets_that_markup_would_eat() -> None:
    assert "x: [int] = [requests.get(" in drawn(sample.CHECKED, Format.FULL, Color.ALWAYS)


def test_full_says_what_was_fixed() -> None:
    text = drawn(sample.APPLIED, Format.FULL)
    assert "= fixed (native, safe): await `asyncio.sleep`" in text
    assert "= held back: `total` is read" in text


def test_no_escape_reaches_the_terminal_from_source() -> None:
    finding = sample.SLEEP._replace(source="    time.sleep(1)  # \x1b[2J\n", message="a\x1bb\nc")
    text = drawn(Report(False, (Result(finding),)), Format.FULL)
    assert "\x1b" not in text
    assert "␛[2J" in text
    assert "a␛b c" in text


@pytest.mark.parametrize("form", [Format.FULL, Format.CONCISE])
def test_colour_is_there_only_when_asked_for(form: Format) -> None:
    assert "\x1b[" in drawn(sample.CHECKED, form, Color.ALWAYS)
    assert "\x1b" not in drawn(sample.CHECKED, form, Color.NEVER)


@pytest.mark.parametrize("form", [Format.FULL, Format.CONCISE])
def test_a_clear_report_prints_nothing(form: Format) -> None:
    assert drawn(sample.CLEAR, form) == ""


def test_concise_has_a_line_for_each_finding() -> None:
    lines = drawn(sample.CHECKED, Format.CONCISE).splitlines()
    assert [line.partition(" ")[0] for line in lines] == [
        "app/main.py:12:5:",
        "app/main.py:20:14:",
        "app/routes.py:7:16:",
        "app/users.py:101:95:",
        "app/名前.py:3:12:",
    ]
    assert lines[0].endswith(" [fix: native]")
    assert lines[2].endswith("further down")
    assert lines[4].endswith(" [held back: thread; --unsafe-fixes]")
    applied = drawn(sample.APPLIED, Format.CONCISE).splitlines()
    assert applied[0].endswith(" [fixed: native]")


def test_json_is_the_promised_object() -> None:
    document = json.loads(drawn(sample.CHECKED, Format.JSON))
    assert list(document) == ["version", "findings", "errors", "summary"]
    assert document["summary"] == {
        "files": 40,
        "files_changed": 0,
        "findings": 5,
        "fixable": 3,
        "applied": 0,
    }
    assert document["errors"][1] == {
        "path": "app/latin.py",
        "line": 1,
        "message": "is not valid UTF-8: byte 0xe9",
    }
    chained = document["findings"][2]
    assert list(chained) == [
        *("code", "name", "message", "path", "line", "column", "end_line", "end_column"),
        *("function", "call", "chain", "fix", "held_back"),
    ]
    assert (chained["column"], chained["end_column"]) == (16, 22)
    assert chained["fix"] is None
    assert chained["held_back"] == "`load` is also called by code that is not async"
    assert "held_back" not in document["findings"][0]
    assert chained["chain"][1] == {
        "path": "app/store.py",
        "line": 30,
        "column": 5,
        "function": "app.store.load",
        "call": "app.store._connection",
    }


def test_json_of_apply_says_what_was_written() -> None:
    document = json.loads(drawn(sample.APPLIED, Format.JSON))
    assert [finding["fix"]["applied"] for finding in document["findings"]] == [True, False]
    assert document["summary"]["files_changed"] == 1
    assert document["summary"]["applied"] == 1


def test_json_shows_no_fix_for_a_manual_one() -> None:
    manual = sample.SLEEP_FIX._replace(strategy=Strategy.MANUAL)
    report = Report(False, (Result(sample.SLEEP, manual, held_back="why"),))
    assert json.loads(drawn(report, Format.JSON))["findings"][0]["fix"] is None


def test_json_is_ascii_even_for_names_that_are_no_text() -> None:
    finding = sample.SLEEP._replace(path="app/\udcff.py")
    text = drawn(Report(False, (Result(finding),)), Format.JSON)
    assert text.isascii()
    assert json.loads(text)["findings"][0]["path"] == "app/\udcff.py"


def test_summary_of_check() -> None:
    assert summary(sample.CHECKED) == [
        "app/broken.py:4: parse: invalid syntax",
        "app/latin.py:1: read: is not valid UTF-8: byte 0xe9",
        "note: app/main.py:3: `# asyncfix: ignore[AF101]` suppresses nothing",
        "Found 5 findings in 4 of 40 files, 3 fixable with `asyncfix apply`.",
        "  1 more fixable with --unsafe-fixes",
        "  1 without an automatic fix",
        "2 files could not be processed.",
    ]


def test_summary_of_apply() -> None:
    assert summary(sample.APPLIED) == [
        "Fixed 1 of 2 findings, 1 file changed, 1 left.",
        "  1 more fixable with --unsafe-fixes",
    ]


def test_summary_groups_by_the_option_that_releases() -> None:
    held_back = Result(sample.WIDE, sample.WIDE_FIX, held_back="why")
    results = (
        held_back._replace(release="--strategy thread"),
        *[held_back._replace(release="--unsafe-fixes")] * 2,
        held_back,
    )
    assert summary(Report(False, results, files=2)) == [
        "Found 4 findings in 1 of 2 files, none fixable.",
        "  2 more fixable with --unsafe-fixes",
        "  1 more fixable with --strategy thread",
        "  1 held back for the reason given",
    ]


def test_what_would_have_to_be_accepted_is_said_in_each_format() -> None:
    thread = sample.WIDE_FIX._replace(reason="it may differ", applicability=Applicability.SAFE)
    two = Result(sample.WIDE, thread, acceptable=("charset", "url-spelling"))
    back = Result(sample.WIDE, sample.WIDE_FIX, False, "why", "--unsafe-fixes", ("charset",))
    report = Report(False, (two, back, *[back] * 1000), files=2)
    text = drawn(Report(False, (two, back), files=2), Format.FULL)
    assert "note: it may differ (accept `charset`, `url-spelling`)" in text
    assert "held back: why (release: --unsafe-fixes, or accept `charset`)" in text
    findings = json.loads(drawn(report, Format.JSON))["findings"]
    assert findings[0]["acceptable"] == ["charset", "url-spelling"]
    assert (
        summary(report)[2] == '  1002 native and safe with http-accept, 1001 of them by "charset"'
    )
    alone = Report(False, (back,), files=2)
    assert summary(alone)[2] == '  1 native and safe with http-accept = ["charset"]'
    assert summary(Report(False, (two,)))[1] == "  1 native and safe with http-accept"


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (sample.CLEAR, "All clear: nothing found in 40 files."),
        (Report(False, files=1), "All clear: nothing found in 1 file."),
        (Report(False), "No Python files found."),
    ],
)
def test_summary_of_a_clear_run(report: Report, line: str) -> None:
    assert summary(report) == [line]


def test_failures_alone_are_not_all_clear() -> None:
    assert summary(Report(False, failures=sample.FAILURES, files=2))[-1] == (
        "2 files could not be processed."
    )
