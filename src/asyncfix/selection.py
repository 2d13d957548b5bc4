"""Checks the names in the settings that others give: those of rules, and of what is accepted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from asyncfix.errors import UsageError
from asyncfix.model import Rule
from asyncfix.settings import Settings


def selected(settings: Settings, rules: Sequence[Rule]) -> frozenset[str]:
    """The codes of the rules to run: of the selectors that fit a code, the longest decides.

    A selector is a code, the beginning of one, or ALL. Where one that selects and one that
    ignores are equally long, the latter decides. Raises UsageError for one that fits no rule.
    """
    chosen = settings.select + settings.extend_select
    for selector in chosen + settings.ignore:
        if not any(_weight(selector, rule.code) for rule in rules):
            raise UsageError(f"unknown rule {selector!r}{_hint(selector, rules)}")
    return frozenset(rule.code for rule in rules if _runs(rule, chosen, settings))


def check_accepted(settings: Settings, names: Collection[str]) -> None:
    """Raises UsageError for something in `http-accept` that is none of these names."""
    for name in settings.http_accept:
        if name not in names:
            known = ", ".join(sorted(names))
            raise UsageError(f"http-accept: unknown name {name!r}; there are {known}")


def _runs(rule: Rule, chosen: tuple[str, ...], settings: Settings) -> bool:
    wanted = max((_weight(selector, rule.code) for selector in chosen), default=0)
    unwanted = max((_weight(selector, rule.code) for selector in settings.ignore), default=0)
    by_default = rule.default and not settings.select
    return wanted > unwanted or (by_default and not unwanted)


def _weight(selector: str, code: str) -> int:
    """How closely the selector describes the code, 0 if it does not."""
    if selector == "ALL":
        return 1
    return 1 + len(selector) if selector and code.startswith(selector) else 0


def _hint(selector: str, rules: Sequence[Rule]) -> str:
    codes = {rule.code: rule.code for rule in rules} | {rule.name: rule.code for rule in rules}
    for word in (selector.upper(), selector.lower()):
        for close in get_close_matches(word, [*codes, "ALL"], n=1):
            return f"; did you mean {codes.get(close, close)}?"
    return ""
