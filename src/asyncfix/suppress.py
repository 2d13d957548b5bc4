"""Comments that ask for silence: which there are, and which findings each of them covers."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from asyncfix.model import Finding, Rule
from asyncfix.text import split_lines

_CODES = r"[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*"
_OURS = re.compile(r"#\s*asyncfix:\s*ignore(-file)?(?:\s*\[([^\]]*)\])?(?![\w-])")
_NOQA = re.compile(rf"#\s*noqa(?![\w-])(?:\s*:\s*({_CODES}))?", re.IGNORECASE)
_NOQA_FILE = re.compile(rf"#\s*(?:ruff|flake8)\s*:\s*noqa(?:\s*:\s*({_CODES}))?", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One such comment. No codes stand for every code; `ours` tells it from other linters'."""

    line: int
    text: str
    codes: tuple[str, ...] = ()
    whole_file: bool = False
    ours: bool = False

    def covers(self, finding: Finding, rule: Rule) -> bool:
        """Whether it is on the finding's first or last line and fits its rule."""
        in_place = self.whole_file or self.line in (finding.span.line, finding.span.end_line)
        if not in_place or not self.codes:
            return in_place
        names = (rule.code,) if self.ours else (rule.code, *rule.noqa)
        return any(code and name.startswith(code) for code in self.codes for name in names)


@dataclass(frozen=True, slots=True)
class Suppressions:
    """The suppression comments of one module."""

    comments: tuple[Suppression, ...] = ()

    def covers(self, finding: Finding, rule: Rule) -> bool:
        """Whether a comment silences the finding."""
        return any(comment.covers(finding, rule) for comment in self.comments)

    def unused(
        self, found: Iterable[tuple[Finding, Rule]], off: Collection[str] = ()
    ) -> list[tuple[int, str]]:
        """Line and text of each of our own comments that covers none of these findings.

        `off` holds the codes that this run does not look for: a comment about one of them may
        be of use in another run.
        """
        findings = tuple(found)
        return [
            (comment.line, comment.text)
            for comment in self.comments
            if comment.ours
            and not any(comment.covers(finding, rule) for finding, rule in findings)
            and not any(code.startswith(given) for given in comment.codes for code in off)
        ]


def suppressions(text: str, near: Collection[int] | None = None) -> Suppressions:
    """The suppression comments of a module with this text, which need not be valid Python.

    Given the lines of its findings, those of other linters on other lines may be left out.
    """
    lowered = text.lower()
    if "noqa" not in lowered and "asyncfix:" not in lowered:
        return Suppressions()
    lines = enumerate(split_lines(text), 1)
    if not any("#" in line and _may_matter(line, number, near) for number, line in lines):
        return Suppressions()  # to look for comments proper takes long
    return Suppressions(
        tuple(item for line, comment in _comments(text) for item in _parse(line, comment))
    )


def _may_matter(line: str, number: int, near: Collection[int] | None) -> bool:
    if "asyncfix:" in line:
        return True
    at_hand = near is None or number in near
    return (at_hand and "noqa" in line.lower()) or _NOQA_FILE.search(line) is not None


def may_be_unused(text: str) -> bool:
    """Whether a module may have comments of ours, which are reported if they cover nothing."""
    return "asyncfix:" in text and _OURS.search(text) is not None


def _comments(text: str) -> list[tuple[int, str]]:
    comments: list[tuple[int, str]] = []
    try:
        for token in tokenize.generate_tokens(StringIO(text, newline=None).readline):
            if token.type == tokenize.COMMENT:
                comments.append((token.start[0], token.string))
    except (tokenize.TokenError, SyntaxError):
        pass  # the module is reported as broken elsewhere; what was seen so far holds
    return comments


def _parse(line: int, comment: str) -> Iterator[Suppression]:
    if match := _OURS.search(comment):
        codes = () if match[2] is None else tuple(_SEPARATOR.split(match[2].strip()))
        yield Suppression(line, match[0], codes, whole_file=bool(match[1]), ours=True)
    whole_file = _NOQA_FILE.match(comment)
    if match := whole_file or _NOQA.search(comment):
        codes = tuple(_SEPARATOR.split(match[1].upper())) if match[1] else ()
        yield Suppression(line, match[0], codes, whole_file=bool(whole_file))
