"""Which rules run."""

from __future__ import annotations

import pytest

from asyncfix.errors import UsageError
from asyncfix.model import Rule
from asyncfix.selection import selected
from asyncfix.settings import Settings

RULES = [
    Rule("AF101", "blocking-sleep", ""),
    Rule("AF102", "blocking-http", ""),
    Rule("AF112", "blocking-path-op", "", default=False),
    Rule("AF301", "missing-await", ""),
]
EVERYTHING = "AF101 AF102 AF112 AF301"


def split(codes: str) -> tuple[str, ...]:
    return tuple(codes.split())


@pytest.mark.parametrize(
    ("select", "extend", "ignore", "expected"),
    [
        ("", "", "", "AF101 AF102 AF301"),
        ("ALL", "", "", EVERYTHING),
        ("", "AF112", "", EVERYTHING),
        ("AF112", "", "", "AF112"),
        ("AF1", "", "", "AF101 AF102 AF112"),
        ("AF", "", "", EVERYTHING),
        ("AF1", "AF3", "", EVERYTHING),
        ("AF1", "", "AF101", "AF102 AF112"),
        ("AF101", "", "AF1", "AF101"),
        ("AF101", "", "AF101", ""),
        ("ALL", "", "AF1", "AF301"),
        ("", "", "ALL", ""),
        ("", "", "AF1", "AF301"),
        ("", "AF102", "AF1", "AF102 AF301"),
        ("", "ALL", "AF112", "AF101 AF102 AF301"),
    ],
)
def test_the_longer_selector_decides(select: str, extend: str, ignore: str, expected: str) -> None:
    settings = Settings(select=split(select), extend_select=split(extend), ignore=split(ignore))
    assert selected(settings, RULES) == set(split(expected))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (Settings(select=("AF999",)), "unknown rule 'AF999'"),
        (Settings(ignore=("AF11O",)), "unknown rule 'AF11O'; did you mean AF112?"),
        (Settings(extend_select=("af101",)), "unknown rule 'af101'; did you mean AF101?"),
        (Settings(select=("missing-awit",)), "unknown rule 'missing-awit'; did you mean AF301?"),
        (Settings(select=("all",)), "unknown rule 'all'; did you mean ALL?"),
        (Settings(select=("",)), "unknown rule ''"),
    ],
)
def test_an_unknown_rule_is_refused(settings: Settings, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        selected(settings, RULES)
    assert str(caught.value).startswith(message)
