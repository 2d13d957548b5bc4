"""What comments silence, and which of them silence nothing."""

from __future__ import annotations

import pytest

from asyncfix.model import Finding, Rule, Span
from asyncfix.suppress import Suppressions, suppressions

SLEEP = Rule("AF101", "blocking-sleep", "", noqa=("ASYNC251",))
HTTP = Rule("AF102", "blocking-http", "", noqa=("ASYNC210", "ASYNC212"))


def finding(line: int = 1, end_line: int = 0, code: str = "AF101") -> Finding:
    return Finding(code, "n", "m", "a.py", Span(line, 0, end_line or line, 9), "f", "c")


@pytest.mark.parametrize(
    "comment",
    [
        "# asyncfix: ignore",
        "#asyncfix:ignore",
        "# asyncfix: ignore[AF101]",
        "# asyncfix: ignore[AF301, AF1]",
        "# asyncfix: ignore [ AF101 ]",
        "# asyncfix: ignore  because it is short",
        "# type: ignore  # asyncfix: ignore",
        "# noqa",
        "# NOQA",
        "#noqa:ASYNC251",
        "# noqa: E501, ASYNC251",
        "# noqa: E501 ASYNC251",
        "# noqa : async251",
        "# noqa: ASYNC2",
        "# noqa: AF101",
        "# noqa: ASYNC251 - it is short",
        "# pylint: disable=x # noqa: ASYNC251",
        "# noqa: E501  # asyncfix: ignore[AF101]",
        "# asyncfix: ignore[AF301]  # noqa: ASYNC251",
    ],
)
def test_a_comment_covers_its_line(comment: str) -> None:
    found = suppressions(f"time.sleep(1)  {comment}\ntime.sleep(1)\n")
    assert found.covers(finding(1), SLEEP)
    assert not found.covers(finding(2), SLEEP)


@pytest.mark.parametrize(
    "comment",
    [
        "# asyncfix: ignore[AF102]",
        "# asyncfix: ignore[]",
        "# asyncfix: ignored",
        "# asyncfix: ignore[ASYNC251]",
        "# noqa: E501",
        "# noqa: ASYNC210",
        "# noqa: ASYNC2510",
        "# noqas",
        "# say noqa",
    ],
)
def test_a_comment_on_something_else_covers_nothing(comment: str) -> None:
    assert not suppressions(f"time.sleep(1)  {comment}\n").covers(finding(), SLEEP)


def test_text_in_a_string_is_no_comment() -> None:
    text = "x = '# noqa', '''\n# asyncfix: ignore-file\n'''  # nothing\n"
    assert not suppressions(text).comments


@pytest.mark.parametrize("line", [1, 3])
def test_the_first_and_the_last_line_of_a_call_count(line: int) -> None:
    lines = ["get(", "    url,", ")", ""]
    lines[line - 1] += "  # asyncfix: ignore"
    assert suppressions("\n".join(lines)).covers(finding(1, 3), SLEEP)


def test_a_line_within_a_call_does_not_count() -> None:
    text = "get(\n    url,  # asyncfix: ignore\n)\n"
    assert not suppressions(text).covers(finding(1, 3), SLEEP)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_python_counts_them(newline: str) -> None:
    text = newline.join(["x = 1\x0c", "y = '\\x85'", "sleep(1)  # noqa", ""])
    found = suppressions(text)
    assert found.covers(finding(3), SLEEP)
    assert not found.covers(finding(2), SLEEP)


@pytest.mark.parametrize(
    ("comment", "sleep", "http"),
    [
        ("# asyncfix: ignore-file", True, True),
        ("# asyncfix: ignore-file[AF101]", True, False),
        ("# ruff: noqa", True, True),
        ("# ruff: noqa: ASYNC210", False, True),
        ("# flake8: noqa", True, True),
        ("# see ruff: noqa", False, False),
    ],
)
def test_a_comment_may_be_about_the_whole_file(comment: str, sleep: bool, http: bool) -> None:
    found = suppressions(f"x = 1\n{comment}\n")
    assert found.covers(finding(7), SLEEP) is sleep
    assert found.covers(finding(7, code="AF102"), HTTP) is http


def test_our_comments_that_cover_nothing_are_told() -> None:
    text = (
        "sleep(1)  # asyncfix: ignore\n"
        "x = 1  # asyncfix: ignore\n"
        "sleep(1)  # asyncfix: ignore[AF102]\n"
        "x = 1  # noqa: ASYNC251\n"
        "stat(p)  # asyncfix: ignore[AF112]\n"
        "# asyncfix: ignore-file[AF301]\n"
    )
    found = suppressions(text)
    results = [(finding(1), SLEEP), (finding(3), SLEEP)]
    assert found.unused(results, off={"AF112"}) == [
        (2, "# asyncfix: ignore"),
        (3, "# asyncfix: ignore[AF102]"),
        (6, "# asyncfix: ignore-file[AF301]"),
    ]
    assert (5, "# asyncfix: ignore[AF112]") in found.unused(results)


def test_a_broken_module_keeps_what_was_seen() -> None:
    found = suppressions("sleep(1)  # noqa\nx = (\n")
    assert found.covers(finding(1), SLEEP)


def test_comments_elsewhere_are_not_looked_for() -> None:
    text = "import os  # noqa: F401\nx = f()\ny = g()  # noqa: ASYNC100\n"
    assert suppressions(text, {2}) == Suppressions()
    assert [item.line for item in suppressions(text, {3}).comments] == [1, 3]
    for comment in ("# ruff: noqa", "# asyncfix: ignore"):
        assert [item.line for item in suppressions(f"{comment}\nx = f()\n", {2}).comments] == [1]
